/** A Douyin business account: answers hang on a message, five of them within a day; each refresh token works once. */
import { createHash } from "node:crypto";
import {
  type FakeFloor,
  type FakePlatform,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";

const DAY = 86_400_000;
const REPLIES = 5;
const MAX_TEXT = 500;
const TOKEN_MS = 15 * DAY;
const CONFIG = { clientKey: "awfake", clientSecret: "fake-secret", openId: "business_open_id", refreshToken: "rft.1" };

export interface DouyinFake extends FakeFloor, FakePlatform {
  sendEvent(name: string, customer: string, content: Record<string, unknown>, fromUs?: boolean): WebhookRequest;
  check(challenge: number): WebhookRequest;
  dropTokens(): void;
}

const error = (error_code: number, description: string): PlatformAnswer => ({
  body: { data: { error_code, description }, extra: { error_code, description } },
});

export async function startDouyin(): Promise<DouyinFake> {
  const world = new DouyinWorld();
  const floor = await startFake("douyin", {
    "POST /oauth/refresh_token/": (call, state) => world.refresh(call, state),
    "POST /im/send/msg/": (call, state) => world.send(call, state),
  });
  const post = (payload: unknown): WebhookRequest => {
    const body = JSON.stringify(payload);
    const signature = createHash("sha1")
      .update(CONFIG.clientSecret + body)
      .digest("hex");
    return {
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", "x-douyin-signature": signature, "msg-id": world.next("d") },
      body: Buffer.from(body),
    };
  };
  const sendEvent = (name: string, customer: string, content: Record<string, unknown>, fromUs = false): WebhookRequest => {
    const [from, to] = fromUs ? [CONFIG.openId, customer] : [customer, CONFIG.openId];
    const full = { conversation_short_id: `@c_${customer}`, conversation_type: 1, create_time: floor.clock.now(), ...content };
    return post({ event: name, from_user_id: from, to_user_id: to, client_key: CONFIG.clientKey, log_id: "1", content: JSON.stringify(full) });
  };
  return {
    ...floor,
    config: { ...CONFIG },
    sendEvent,
    say: async (customer, text) =>
      sendEvent("im_receive_msg", customer, { server_message_id: world.right(customer, floor.clock.now()), message_type: "text", text }),
    check: (challenge) => post({ event: "verify_webhook", client_key: CONFIG.clientKey, content: { challenge } }),
    dropTokens: () => world.tokens.clear(),
  };
}

class DouyinWorld {
  readonly tokens = new Map<string, number>();
  readonly #rights = new Map<string, { customer: string; until: number; spent: number }>();
  #refreshToken = CONFIG.refreshToken;
  #count = 1;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  right(customer: string, at: number): string {
    const id = this.next("@m");
    this.#rights.set(id, { customer, until: at + DAY, spent: 0 });
    return id;
  }

  refresh(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const form = new URLSearchParams(call.body.toString("utf8"));
    if (form.get("client_key") !== CONFIG.clientKey || form.get("grant_type") !== "refresh_token") return error(10003, "client_key错误");
    if (form.get("refresh_token") !== this.#refreshToken) return error(10010, "refresh_token过期");
    this.#refreshToken = this.next("rft.");
    const token = this.next("act.");
    this.tokens.set(token, state.now() + TOKEN_MS);
    return {
      body: {
        data: { error_code: 0, access_token: token, expires_in: TOKEN_MS / 1000, refresh_token: this.#refreshToken, open_id: CONFIG.openId },
        message: "success",
      },
    };
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    if ((this.tokens.get(call.headers["access-token"] ?? "") ?? 0) <= state.now()) return error(2190008, "access_token过期");
    const message = jsonOf(call) ?? {};
    const right = this.#rights.get(String(message.msg_id));
    const content = message.content as { msg_type?: number; text?: { text?: string } } | undefined;
    const text = content?.text?.text ?? "";
    if (call.query.get("open_id") !== CONFIG.openId || message.scene !== "im_reply_msg") return refuse(2100005, "参数不合法");
    if (!right || right.customer !== message.to_user_id || message.conversation_id !== `@c_${right.customer}`) return refuse(2100005, "msg_id");
    if (content?.msg_type !== 1 || text === "" || text.length > MAX_TEXT) return refuse(2100005, "content");
    if (state.now() >= right.until || right.spent >= REPLIES) return refuse(28003033, "超过回复次数或时间");
    right.spent += 1;
    const id = this.next("@m");
    state.deliver({ to: right.customer, kind: "text", id, text, raw: message });
    return { body: { data: { error_code: 0 }, extra: { error_code: 0 }, msg_id: id } };
  }
}
