/** What api.weixin.qq.com does for official accounts and mini programs alike: tokens, the five messages of 48 hours, uploads. */
import type { ChannelKind } from "../../../protocol/channels.ts";
import { type FakeFloor, type Handler, jsonOf, type PlatformAnswer, type PlatformCall, type PlatformState, startFake, uploadOf } from "./fake-platform.ts";
import { FakeWindow } from "./fake-window.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
export const MAX_TEXT_BYTES = 2048;
const MAX_UPLOAD_BYTES = { image: 10_000_000, voice: 2_000_000, video: 10_000_000 } as const;
const TOKEN_MS = 7_200_000;

export interface WechatRules {
  kind: ChannelKind;
  appId: string;
  appSecret: string;
  /** message types custom/send takes */
  types: readonly string[];
  /** messages and ms that a lesser event opens */
  brief: { max: number; openMs: number };
}

export interface WechatFloor extends FakeFloor {
  /** The customer wrote: 5 messages in 48 h. */
  wrote(customer: string): void;
  /** The customer followed, clicked, scanned or opened. */
  touched(customer: string): void;
  /** The customer no longer follows or refuses messages. */
  left(customer: string): void;
  /** Ends the life of all tokens, as a rotation by another server does. */
  dropTokens(): void;
}

const error = (errcode: number, errmsg: string): PlatformAnswer => ({ body: { errcode, errmsg } });

export async function startWechat(rules: WechatRules): Promise<WechatFloor> {
  const world = new WechatWorld(rules);
  const floor = await startFake(rules.kind, {
    "POST /cgi-bin/stable_token": (call, state) => world.token(call, state),
    "POST /cgi-bin/message/custom/send": world.guarded((call, state) => world.send(call, state)),
    "POST /cgi-bin/message/custom/typing": world.guarded((call, state) => world.typing(call, state)),
    "POST /cgi-bin/media/upload": world.guarded((call, state) => world.upload(call, state)),
    "GET /cgi-bin/media/get": world.guarded((call) => world.download(call)),
    "GET /cgi-bin/user/info": world.guarded((call) => ({ body: { subscribe: 1, openid: call.query.get("openid"), unionid: `u_${call.query.get("openid")}` } })),
  });
  return {
    ...floor,
    wrote: (customer) => world.day.open(customer, floor.clock.now()),
    touched: (customer) => world.minute.open(customer, floor.clock.now()),
    left: (customer) => world.gone.add(customer),
    dropTokens: () => world.tokens.clear(),
  };
}

class WechatWorld {
  readonly rules: WechatRules;
  readonly day = new FakeWindow(48 * HOUR, 5);
  readonly minute: FakeWindow;
  readonly gone = new Set<string>();
  /** token → end of life */
  readonly tokens = new Map<string, number>();
  readonly media = new Map<string, number>();
  #count = 0;

  constructor(rules: WechatRules) {
    this.rules = rules;
    this.minute = new FakeWindow(rules.brief.openMs ?? MINUTE, rules.brief.max);
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (asked?.grant_type !== "client_credential" || asked.appid !== this.rules.appId) return error(40013, "invalid appid");
    if (asked.secret !== this.rules.appSecret) return error(40125, "invalid appsecret");
    const known = [...this.tokens].find(([, end]) => end - state.now() > 300_000)?.[0];
    const token = known ?? `token-${++this.#count}`;
    if (!known) this.tokens.set(token, state.now() + TOKEN_MS);
    return { body: { access_token: token, expires_in: Math.floor(((this.tokens.get(token) ?? 0) - state.now()) / 1000) } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) => {
      const token = call.query.get("access_token") ?? "";
      const end = this.tokens.get(token);
      if (end === undefined) return error(40001, "invalid credential, access_token is invalid or not latest");
      return end <= state.now() ? error(42001, "access_token expired") : handler(call, state);
    };
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    const message = jsonOf(call);
    const to = String(message?.touser ?? "");
    const type = String(message?.msgtype ?? "");
    if (!message) return refuse(47001, "data format error");
    if (/\\u[0-9a-f]{4}/i.test(call.body.toString("utf8"))) return refuse(47001, "customers would read the escapes");
    if (to === "") return refuse(40003, "invalid openid");
    if (!this.rules.types.includes(type)) return refuse(40008, "invalid message type");
    const problem = this.contentProblem(type, message);
    if (problem) return refuse(problem.code, problem.why);
    if (this.gone.has(to)) return refuse(48002, "user reject to receive message");
    const spent = this.day.spend(to, state.now());
    if (spent !== "ok" && this.minute.spend(to, state.now()) !== "ok") {
      return spent === "spent" ? refuse(45047, "out of response count limit") : refuse(45015, "response out of time limit or subscription is canceled");
    }
    state.deliver({ to, kind: type, id: `wx-${++this.#count}`, raw: message, ...textField(type, message) });
    return error(0, "ok");
  }

  contentProblem(type: string, message: Record<string, unknown>): { code: number; why: string } | null {
    const content = message[type] as Record<string, unknown> | undefined;
    if (!content) return { code: 44004, why: "empty content" };
    const words = Buffer.byteLength(JSON.stringify(type === "text" ? content.content : content)) - (type === "text" ? 2 : 0);
    if (type === "text" && content.content === "") return { code: 44004, why: "empty content" };
    if (type === "text" && Buffer.byteLength(String(content.content)) > MAX_TEXT_BYTES) return { code: 45002, why: "content size out of limit" };
    if (type === "msgmenu" && words > MAX_TEXT_BYTES) return { code: 45002, why: "content size out of limit" };
    if ("media_id" in content && !this.media.has(String(content.media_id))) return { code: 40007, why: "invalid media_id" };
    return null;
  }

  typing(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (asked?.command !== "Typing" && asked?.command !== "CancelTyping")
      return state.refuse("45081", "command field must be: Typing or CancelTyping", call, error(45081, "wrong command"));
    return error(0, "ok");
  }

  upload(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const type = call.query.get("type") as keyof typeof MAX_UPLOAD_BYTES;
    const file = uploadOf(call);
    if (!(type in MAX_UPLOAD_BYTES)) return state.refuse("40004", "invalid media type", call, error(40004, "invalid media type"));
    if (file?.field !== "media") return state.refuse("41005", "media data missing", call, error(41005, "media data missing"));
    if (file.bytes > MAX_UPLOAD_BYTES[type]) return state.refuse("45001", "media size out of limit", call, error(45001, "media size out of limit"));
    const mediaId = `media-${++this.#count}`;
    this.media.set(mediaId, state.now());
    return { body: { type, media_id: mediaId, created_at: Math.floor(state.now() / 1000) } };
  }

  download(call: PlatformCall): PlatformAnswer {
    const known = this.media.has(call.query.get("media_id") ?? "");
    return known ? { headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) } : error(40007, "invalid media_id");
  }
}

function textField(type: string, message: Record<string, unknown>): { text?: string } {
  const content = message[type] as Record<string, unknown>;
  const text = type === "text" ? content.content : type === "msgmenu" ? content.head_content : undefined;
  return typeof text === "string" ? { text } : {};
}
