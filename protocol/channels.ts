/** Channels as every room sees them: kinds, events that come in, replies that go out, outcomes. The adapters' contract is in worker/channels/channel.ts. */
import type { Attachment, Choice, Identity, Part } from "./message.ts";

export const CHANNEL_KINDS = [
  "wechat_oa",
  "wechat_mini",
  "wecom_kf",
  "dingtalk",
  "feishu",
  "qq",
  "weibo",
  "douyin",
  "whatsapp",
  "messenger",
  "instagram",
  "telegram",
  "line",
  "slack",
  "discord",
  "viber",
  "twilio_sms",
  "email",
  "kakao",
  "zalo",
  "web",
  "app",
  "webhook",
  "api",
] as const;
/** `api` is the built-in door POST /v1/message: it has no adapter folder and its replies are read by API or outgoing webhook. */
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Which account of which platform a turn came through. */
export interface ChannelRef {
  kind: ChannelKind;
  accountId: string;
}

/** A short-lived right to answer: WeChat's HTTP answer, LINE's token, DingTalk's session hook, QQ's message id. */
export interface ReplyHandle {
  kind: "http_response" | "token" | "url" | "message_ref";
  data: string;
  /** epoch ms */
  expiresAt: number;
  uses: number;
}

export interface Sender {
  /** Most stable first: the first identity names the customer. */
  ids: readonly [Identity, ...Identity[]];
  name?: string;
  avatarUrl?: string;
  locale?: string;
}

export interface DeliveryReceipt {
  status: "sent" | "delivered" | "read" | "failed";
  /** Provider message ids the receipt is about; empty when `upTo` speaks for all before it. */
  providerIds: readonly string[];
  /** Everything of ours sent up to this provider time (epoch ms) has the status. */
  upTo?: number;
  error?: { code: string; class: ErrorClass; detail?: string };
}

interface EventBase {
  /** Idempotency key, unique per channel account, stable under redelivery. */
  key: string;
  /** Platform account the event belongs to when one POST mixes several (Meta); absent = the account of the URL. */
  providerAccount?: string;
  /** Where to answer: chat id, open id, thread. */
  thread: string;
  /** Provider time, epoch ms. */
  at: number;
  from: Sender;
  /** `uses` is what the platform grants; how many are spent is counted by the route. */
  reply?: ReplyHandle;
  /** The short right to answer that this event opens, by its name in the rule table (followed, clicked …). Absent on a message = the ordinary window. */
  opens?: string;
  meta?: Record<string, string>;
}

/** What a channel's parse gives. Unknown kinds become a message with an `unsupported` part, never an exception. */
export type ChannelEvent =
  | (EventBase & {
      type: "message";
      parts: Part[];
      providerId: string;
      replyTo?: string /** typed by our agent in the platform's own app; `from` is then the customer of the thread */;
      echo?: boolean;
    })
  | (EventBase & { type: "message_edited"; providerId: string; parts: Part[] })
  | (EventBase & { type: "message_deleted"; providerId: string })
  | (EventBase & { type: "receipt"; receipt: DeliveryReceipt })
  | (EventBase & { type: "presence"; state: "typing" | "opened" | "followed" | "unfollowed" | "opted_out"; payload?: string })
  | (EventBase & { type: "identity_changed"; before: Identity; after: Identity })
  /** Nothing but "go and pull" (WeCom customer service). */
  | { type: "doorbell"; key: string; hint: Record<string, string> }
  | { type: "account"; key: string; state: "revoked" | "reauthorise" | "quality"; detail: string };
export type ChannelMessage = Extract<ChannelEvent, { type: "message" }>;

/** A reply as channels render it. */
export interface OutboundMessage {
  /** Our turn id: also the platform's idempotency key where it has one. */
  id: string;
  thread: string;
  to: readonly Identity[];
  parts: readonly Part[];
  choices?: readonly Choice[];
  reply?: ReplyHandle;
  /** Provider id of the message that is answered. */
  replyTo?: string;
  template?: { name: string; language: string; params: readonly string[] };
  author: "agent" | "bot";
}

/** What went wrong, by what is to be done about it (specification §0.9). */
export type ErrorClass = "auth" | "rate" | "window" | "quota" | "blocked" | "gone" | "invalid" | "policy" | "transient" | "duplicate";

/** How far a reply of several calls came: the next attempt goes on from here, so that no part is sent twice. */
export interface SendProgress {
  /** calls that need not be made again, out of `of` */
  done: number;
  of: number;
  /** platform messages the calls of this reply were made for; tells how long text was cut */
  parts: number;
  /** fields saved for later calls (upload ids) */
  saved: Record<string, string>;
  providerIds: string[];
}

/**
 * What became of one outside call. `unknown` = it may have arrived; resent only where the platform has an idempotency key.
 * The outbox keeps `progress` and gives it back with the next attempt; `messages` = platform messages sent (absent: one).
 */
export type Outcome =
  | { outcome: "sent"; providerIds: readonly string[]; messages?: number }
  | { outcome: "retry"; class: "auth" | "rate" | "transient"; code: string; detail?: string; afterMs?: number; progress?: SendProgress }
  | { outcome: "refused"; class: Exclude<ErrorClass, "duplicate" | "transient">; code: string; detail?: string }
  | { outcome: "unknown"; code: string; detail?: string };

/** What is left of the right to answer, computed from the rule table before sending and shown to the agent. */
export type ReplyWindow =
  | {
      state: "open" /** epoch ms; absent = no end */;
      closesAt?: number /** messages left; absent = no limit */;
      left?: number /** how many of them are kept for the agent */;
      keptForAgent?: number;
    }
  | {
      state: "closed";
      reason: "window" | "quota" | "blocked" /** what can still be done */;
      remedy?: "template" | "human_agent" | "other_channel" | "wait_for_customer";
    };

/** A media upload or any outside call, described. `worker/channels/call` performs it. */
export interface HttpCall {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path below the account's base URL, or below `base`. */
  path: string;
  /** A second host of the same platform (QQ's token host). An account with its own `baseUrl` (relay, test) sends these there as well. */
  base?: string;
  /** A whole URL that came from the platform (session hook, callback): the host must be on this list. */
  url?: { href: string; allowHosts: readonly string[] };
  /** A redirect to one of these hosts is followed once, by GET and without our credentials (Twilio's media). Absent = never. */
  follow?: readonly string[];
  /** `token` = the account's access token is put where the channel's token spec says. */
  auth: "token" | "none" | Readonly<Record<string, string>>;
  /** Where this call wants the token, when not where the token spec says (DingTalk's older host). */
  tokenAt?: { in: "query"; name: string } | { in: "header"; name: string; prefix: string };
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  form?: Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>;
  upload?: { field: string; media: Attachment; fields?: Readonly<Record<string, string>> };
  /** A field of the JSON answer (dots lead inside: `data.image_key`) that later calls of the same list use as `{{name}}`. */
  save?: { name: string; field: string };
  /** The id of the message where we choose it ourselves and the platform's answer does not repeat it (e-mail). */
  providerId?: string;
  /** This platform ignores a second call with the same id, so a time-out may be repeated. */
  idempotent?: boolean;
}
