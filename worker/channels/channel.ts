/**
 * The contract every channel keeps: verify, parse, render, outcome, and its capabilities as data.
 * A channel is pure: it never fetches, never sees `env`, the clock comes in as `now`. It describes calls; `channels/call` performs them.
 */
import type { z } from "zod";
import type { ChannelEvent, ChannelKind, HttpCall, OutboundMessage, Outcome } from "../../protocol/channels.ts";
import type { Chance } from "../../protocol/ids.ts";
import type { Attachment, Identity } from "../../protocol/message.ts";

/** A webhook as it came in. The body was read once, as bytes: signatures are over bytes. */
export interface RawRequest {
  method: string;
  /** The public URL as the platform was told it (Twilio signs it), query included. */
  url: URL;
  headers: Headers;
  body: Uint8Array;
}

/** `payload` is the decrypted, signature-checked text. `secure: false` = the scheme does not cover the body (secret path only). */
export type Verified = { ok: true; payload: string; secure: boolean } | { ok: false; status: 400 | 401 | 403; why: string };

/** An HTTP answer as data, so that channels stay pure. */
export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** parse is total: only text that is no JSON/XML/form at all is `malformed`; an unknown kind of message is kept as `unsupported`. */
export type Parsed = { ok: true; events: ChannelEvent[] } | { ok: false; why: string };

export interface TokenSpec {
  /** One token per platform app, shared by every account of that app. */
  cacheKey: string;
  /** `{{refresh_token}}` in it stands for the newest refresh token: the one `read` gave last, at first `refreshToken`. */
  request: HttpCall;
  /** The first refresh token, from the configuration. Platforms that use each one only once (Zalo, Douyin) give a new one with every answer: keep it before the token is used. */
  refreshToken?: string;
  read(body: unknown): { token: string; ttlS: number; refreshToken?: string } | null;
  /** Seconds before expiry at which a new one is fetched. */
  earlyS: number;
  /** How the token is put on a call. */
  place: { in: "query"; name: string } | { in: "header"; name: string; prefix: string };
}

/** How a platform counts the length of a text. */
export type TextUnit = "bytes" | "utf16" | "chars" | "sms";

/** Rule table row: what a platform allows. Data only; source and date of each number stand in `rules.ts`. */
export interface Capabilities {
  text: { max: number; unit: TextUnit };
  /** Longest caption of a medium, in the text's unit; 0 = none, the caption then goes as a text of its own. */
  caption: number;
  markdown: boolean;
  /** All the words of a reply go as one message (e-mail). */
  joinTexts?: true;
  /** Buttons. `label` and `id` are limits in `unit` (absent: utf16); `text` = a shorter limit for the words above the buttons. */
  choices: { max: number; label: number; id: number; unit?: TextUnit; text?: number /** buttons may open web addresses */; links?: boolean } | null;
  media: ReadonlyArray<Attachment["kind"]>;
  /** `url` = the platform fetches media itself: `rules/fit-reply` puts a public address into the reference. Absent = uploaded or known by id. */
  mediaBy?: "upload" | "url";
  /** Largest file per media kind, bytes; absent = the platform states none. */
  mediaBytes?: Readonly<Partial<Record<Attachment["kind"], number>>>;
  /** True = a place on the map can be sent; otherwise it goes as text with a map link. */
  location?: boolean;
  typing: boolean;
  markRead: boolean;
  receipts: "none" | "delivered" | "read";
  /** The right to answer after a customer's message. */
  window: ReplyRule | null;
  /** Most messages to one chat in a stretch of time; the sender waits rather than being throttled. Absent = none stated. */
  pace?: Pace;
  /** Answer the webhook within this many milliseconds. */
  ackMs: number;
  /** The platform ignores a repeated send with the same id. */
  idempotentSend: boolean;
}

export interface Pace {
  messages: number;
  perMs: number;
}

export interface ReplyRule {
  /** ms after the customer's last message */
  openMs: number;
  /** messages per customer message */
  max?: number;
  /** shorter windows that certain events open */
  byEvent?: Readonly<Record<string, { openMs: number; max: number }>>;
  /** who may still write after the window, and how long (ms since the last customer message) */
  after?: { by: "agent" | "template"; openMs?: number };
  /** messages of `max` that the bot must leave for the agent */
  keptForAgent?: number;
  /** The right hangs on the reply handle of one customer message (QQ, Discord, Kakao): its expiry and uses bound the window. */
  byHandle?: true;
}

export interface Rendering {
  /** In order; a later call may use what an earlier one saved. The outcome of the last call is the reply's outcome. */
  calls: HttpCall[];
  /** Set when the reply can go back in the webhook's own HTTP answer (WeChat passive, Kakao). */
  passive?: HttpAnswer;
}

export interface PullPage {
  /** Old history of a first pull is marked `meta.history = "1"`: recorded, never answered by the bot. */
  events: ChannelEvent[];
  cursor: string;
  more: boolean;
}

/** One channel kind. `C` is its parsed configuration (secrets included, decrypted). */
export interface Channel<C> {
  kind: ChannelKind;
  /** Checks and types the configuration given to POST /v1/channels. */
  config: z.ZodType<C>;
  /** Configuration fields that go in and never out. */
  secrets: readonly (keyof C & string)[];
  /** The platform's API; overridable per account (tests, relays). */
  baseUrl: string;
  capabilities: Capabilities;
  /** The name by which the platform tells this account from others in one delivery (`providerAccount` of its events). Absent = a delivery is for one account. */
  providerAccount?(config: C): string;
  /** Answers a platform's URL check; null = this request is no handshake. */
  handshake?(request: RawRequest, config: C, now: number): Promise<HttpAnswer | null>;
  /** Signature, replay window, decryption. Nothing else. */
  verify(request: RawRequest, config: C, now: number): Promise<Verified>;
  /** Pure, total, batch-aware. `account` scopes identities (app id, page id). */
  parse(payload: string, config: C, request: RawRequest, now: number): Parsed;
  /** The exact bytes the platform wants after everything is durable. A promise where the answer must be encrypted (DingTalk events). */
  ack(config: C, request: RawRequest, now: number): HttpAnswer | Promise<HttpAnswer>;
  /** Encrypts a passive answer where the account is in safe mode (WeChat). Absent = passive answers go as rendered. */
  seal?(passive: HttpAnswer, config: C, now: number, chance: Chance): Promise<HttpAnswer>;
  /** The messages behind a doorbell, page by page; the cursor is stored after the page's messages. */
  pull?(hint: Readonly<Record<string, string>>, cursor: string | null, config: C): { call: HttpCall; read(body: unknown, now: number): PullPage | null };
  token?(config: C): TokenSpec;
  /**
   * Text is already split and choices already degraded by `rules/fit-reply`; render only says how it looks on this platform:
   * one platform message per part, in order, choices on the last text part. A call that needs an upload has it before itself.
   */
  render(message: OutboundMessage, config: C, now: number): Rendering;
  signal?(kind: "typing" | "read", to: { thread: string; ids: readonly Identity[] }, ref: string | null, config: C): HttpCall | null;
  /** Where a media reference of this channel is fetched from. The last call's answer is the file; an answer in JSON instead is an error for `outcome`. */
  media?(media: Attachment, config: C): HttpCall[] | null;
  /** Extra identities of a customer (unionid, phone), asked after recording. */
  evidence?(identity: Identity, config: C): { call: HttpCall; read(body: unknown): { ids: Identity[]; name?: string } | null } | null;
  /** Headers that sign a call over the very text that goes out (Standard Webhooks). Absent = calls carry all they need. */
  sign?(call: HttpCall, body: string, config: C, now: number): Promise<Readonly<Record<string, string>>>;
  /** Classifies the platform's answer. Pure; `auth` is refreshed and retried once by the caller. */
  outcome(status: number, headers: Headers, body: string, now: number): Outcome;
}

/** Keeps the configuration type inside the folder: the registry holds `AnyChannel`. */
export type AnyChannel = Channel<never> & { kind: ChannelKind };
