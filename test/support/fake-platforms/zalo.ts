/** A Zalo Official Account: tokens whose refresh works once, eight consultation messages within 48 hours. */
import { createHash } from "node:crypto";
import {
  type FakeFloor,
  type FakePlatform,
  type Handler,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";
import { FakeWindow } from "./fake-window.ts";

const CONFIG = {
  appId: "2553928453557884079",
  appSecret: "fake-app-secret",
  oaSecretKey: "fake-oa-secret",
  oaId: "3662729599332560487",
  refreshToken: "refresh-0",
};
const TOKEN_S = 90_000;
const WINDOW_MS = 48 * 3_600_000;
const MESSAGES = 8;
const MAX_TEXT = 2000;

export interface ZaloFake extends FakeFloor, FakePlatform {
  event(customer: string, name: string, fields?: Record<string, unknown>): WebhookRequest;
  dropTokens(): void;
  left(customer: string): WebhookRequest;
}

export const zaloSignature = (appId: string, body: string, timestamp: string, secret: string): string =>
  `mac=${createHash("sha256")
    .update(appId + body + timestamp + secret)
    .digest("hex")}`;

const error = (code: number, message: string): PlatformAnswer => ({ body: { error: code, message } });

export async function startZalo(): Promise<ZaloFake> {
  const world = new ZaloWorld();
  const floor = await startFake("zalo", {
    "POST /v4/oa/access_token": (call, state) => world.token(call, state),
    "POST /v3.0/oa/message/cs": world.guarded((call, state) => world.send(call, state)),
  });
  const event = (customer: string, name: string, fields: Record<string, unknown> = {}): WebhookRequest => {
    const timestamp = String(floor.clock.now());
    const body = JSON.stringify({ app_id: CONFIG.appId, sender: { id: customer }, recipient: { id: CONFIG.oaId }, event_name: name, timestamp, ...fields });
    const headers = { "content-type": "application/json", "x-zevent-signature": zaloSignature(CONFIG.appId, body, timestamp, CONFIG.oaSecretKey) };
    return { method: "POST", query: "", headers, body: Buffer.from(body) };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    event,
    say: async (customer, text) => {
      world.window.open(customer, floor.clock.now());
      return event(customer, "user_send_text", { message: { text, msg_id: world.next("msg") } });
    },
    dropTokens: () => world.tokens.clear(),
    left(customer) {
      world.gone.add(customer);
      return event(customer, "unfollow", { sender: undefined, recipient: undefined, follower: { id: customer }, oa_id: CONFIG.oaId });
    },
  };
}

class ZaloWorld {
  readonly tokens = new Map<string, number>();
  readonly gone = new Set<string>();
  readonly window = new FakeWindow(WINDOW_MS, MESSAGES);
  #refresh = CONFIG.refreshToken;
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}-${this.#count}`;
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const form = new URLSearchParams(call.body.toString("utf8"));
    const isOurs = call.headers.secret_key === CONFIG.appSecret && form.get("app_id") === CONFIG.appId && form.get("grant_type") === "refresh_token";
    if (!isOurs || form.get("refresh_token") !== this.#refresh)
      return { body: { error: -14014, error_name: "Invalid refresh token.", message: "Invalid refresh token" } };
    this.#refresh = this.next("refresh");
    const token = this.next("zalo-token");
    this.tokens.set(token, state.now() + TOKEN_S * 1000);
    return { body: { access_token: token, refresh_token: this.#refresh, expires_in: String(TOKEN_S) } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) =>
      (this.tokens.get(call.headers.access_token ?? "") ?? 0) > state.now() ? handler(call, state) : error(-216, "Access token is invalid");
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    const body = jsonOf(call);
    const to = String((body?.recipient as { user_id?: string } | undefined)?.user_id ?? "");
    const message = (body?.message ?? {}) as { text?: string; attachment?: { payload?: { elements?: { url?: string }[] } } };
    const [element] = message.attachment?.payload?.elements ?? [];
    if (message.text === undefined && !message.attachment) return refuse(-201, "Params is invalid");
    if ((message.text ?? "x").length === 0 || (message.text ?? "").length > MAX_TEXT) return refuse(-201, "Params is invalid");
    if (message.attachment && !/^https:\/\//.test(element?.url ?? "")) return refuse(-201, "Params is invalid");
    if (this.gone.has(to)) return refuse(-213, "User has not followed OA");
    const spent = this.window.spend(to, state.now());
    if (spent !== "ok") return spent === "closed" ? refuse(-230, "User has not interacted with the OA in the past 7 days") : refuse(-211, "Out of quota");
    const id = this.next("out");
    state.deliver({ to, kind: message.attachment ? "image" : "text", id, raw: message, ...(message.text === undefined ? {} : { text: message.text }) });
    return { body: { error: 0, message: "Success", data: { message_id: id, user_id: to, quota: { quota_type: "reply", remain: "7" } } } };
  }
}
