/** A QQ bot: passive answers only, five to a message, sixty minutes in private and five in groups; no number twice. */
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
import { qqHeaders } from "./qq-signing.ts";

const MINUTE = 60_000;
const REPLIES = 5;
const TOKEN_MS = 7_200_000;
const MAX_TEXT = 2000;
const CONFIG = { appId: "102000001", botSecret: "fakeBotSecret00" };
const ADDRESS = /https?:\/\//i;

export interface QqFake extends FakeFloor, FakePlatform {
  sendEvent(type: string, data: Record<string, unknown>): WebhookRequest;
  sayInGroup(group: string, member: string, text: string): WebhookRequest;
  check(plainToken: string): WebhookRequest;
  /** The user refuses the bot's messages. */
  left(customer: string): void;
  dropTokens(): void;
  /** Addresses that the bot's owner has registered; all others are refused in texts. */
  registered: Set<string>;
}

const error = (code: number, message: string, status = 400): PlatformAnswer => ({ status, body: { code, message, err_code: code, trace_id: "t" } });

export async function startQq(): Promise<QqFake> {
  const world = new QqWorld();
  const floor = await startFake("qq", {
    "POST /app/getAppAccessToken": (call, state) => world.token(call, state),
    "POST /v2/users/*": world.guarded((call, state) => world.post(call, state)),
    "POST /v2/groups/*": world.guarded((call, state) => world.post(call, state)),
  });
  const sendEvent = (type: string, data: Record<string, unknown>): WebhookRequest => {
    const body = JSON.stringify({ op: 0, id: `${type}:${world.next("ev")}`, t: type, d: data });
    return {
      method: "POST",
      query: "",
      headers: qqHeaders(CONFIG.appId, CONFIG.botSecret, body, Math.floor(floor.clock.now() / 1000)),
      body: Buffer.from(body),
    };
  };
  const timestamp = (): string => new Date(floor.clock.now()).toISOString();
  return {
    ...floor,
    config: { ...CONFIG },
    registered: world.registered,
    sendEvent,
    say: async (customer, text) => {
      const id = world.right(`/v2/users/${customer}`, 60 * MINUTE, floor.clock.now());
      return sendEvent("C2C_MESSAGE_CREATE", { id, content: text, timestamp: timestamp(), author: { user_openid: customer } });
    },
    sayInGroup: (group, member, text) => {
      const id = world.right(`/v2/groups/${group}`, 5 * MINUTE, floor.clock.now());
      return sendEvent("GROUP_AT_MESSAGE_CREATE", { id, content: ` ${text}`, timestamp: timestamp(), group_openid: group, author: { member_openid: member } });
    },
    check: (plainToken) => {
      const body = JSON.stringify({ d: { plain_token: plainToken, event_ts: String(Math.floor(floor.clock.now() / 1000)) }, op: 13 });
      return { method: "POST", query: "", headers: { "content-type": "application/json", "x-bot-appid": CONFIG.appId }, body: Buffer.from(body) };
    },
    left: (customer) => world.gone.add(`/v2/users/${customer}`),
    dropTokens: () => world.tokens.clear(),
  };
}

class QqWorld {
  readonly registered = new Set<string>();
  readonly gone = new Set<string>();
  readonly tokens = new Map<string, number>();
  readonly #rights = new Map<string, { place: string; until: number; spent: number; numbers: Set<number> }>();
  readonly #files = new Set<string>();
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${this.#count}`;
  }

  right(place: string, openMs: number, at: number): string {
    const id = this.next("ROBOT1.0");
    // The platform's clock of the message has whole seconds only where the test's has; the right begins with the message.
    this.#rights.set(id, { place, until: at + openMs, spent: 0, numbers: new Set() });
    return id;
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (asked?.appId !== CONFIG.appId || asked.clientSecret !== CONFIG.botSecret) return { body: { code: 100016, message: "invalid appid or secret" } };
    const known = [...this.tokens].find(([, end]) => end - state.now() > MINUTE);
    const token = known?.[0] ?? this.next("qq-token");
    const end = known?.[1] ?? state.now() + TOKEN_MS;
    this.tokens.set(token, end);
    return { body: { access_token: token, expires_in: String(Math.floor((end - state.now()) / 1000)) } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) => {
      const token = /^QQBot (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
      return (this.tokens.get(token) ?? 0) > state.now() ? handler(call, state) : error(11244, "token not exist or expire", 401);
    };
  }

  post(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const place = call.path.replace(/\/(messages|files)$/, "");
    return call.path.endsWith("/files") ? this.file(call, state) : this.message(call, state, place);
  }

  file(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (!/^https:\/\//.test(String(asked?.url)) || ![1, 2, 3].includes(Number(asked?.file_type))) {
      return state.refuse("304082", "upload media info fail", call, error(304082, "upload media info fail", 500));
    }
    const info = this.next("file_info");
    this.#files.add(info);
    return { body: { file_uuid: info, file_info: info, ttl: 3600 } };
  }

  message(call: PlatformCall, state: PlatformState, place: string): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    const message = jsonOf(call) ?? {};
    const content = String(message.content ?? "");
    const type = Number(message.msg_type ?? -1);
    const right = this.#rights.get(String(message.msg_id ?? ""));
    const number = Number(message.msg_seq ?? 1);
    if (this.gone.has(place)) return refuse(40054013, "用户拒收消息");
    if (message.msg_id === undefined) return refuse(40034105, "主动消息发送失败，无权限");
    if (!right || right.place !== place) return refuse(40034024, "请求参数msg_id无效或越权");
    if (!Number.isInteger(number) || number < 1 || number > 0xffffffff) return refuse(12001, "msg_seq");
    if (type !== 0 && type !== 7) return refuse(12001, "msg_type");
    if (type === 0 && (content === "" || content.length > MAX_TEXT)) return refuse(40054007, "消息长度超限");
    if (ADDRESS.test(content) && !this.registered.has(new URL(/https?:\/\/\S+/i.exec(content)?.[0] ?? "").hostname)) return refuse(304003, "url not allowed");
    if (type === 7 && !this.#files.has(String((message.media as { file_info?: string } | undefined)?.file_info))) return refuse(40034004, "file_info");
    if (right.numbers.has(number)) return error(40054005, "消息被去重，请检查请求msgseq"); // not a refusal: it has arrived
    if (state.now() >= right.until || right.spent >= REPLIES) return refuse(40034128, "被动回复时间或次数超限");
    right.spent += 1;
    right.numbers.add(number);
    const id = this.next("ROBOT1.0_out");
    state.deliver({ to: place.split("/")[3] ?? "", kind: type === 0 ? "text" : "media", id, raw: message, ...(type === 0 ? { text: content } : {}) });
    return { body: { id, timestamp: new Date(state.now()).toISOString() } };
  }
}
