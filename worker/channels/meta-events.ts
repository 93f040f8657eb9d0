/**
 * What people send a Facebook page or an Instagram account: one shape with small differences, shared by both channels.
 * Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events and …/instagram-platform/webhooks.
 */
import type { ChannelEvent, ReplyHandle } from "../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../protocol/message.ts";
import type { Parsed } from "./channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "./exact-json.ts";

type Fields = Readonly<Record<string, unknown>>;

/** 24 hours: within them a reply is an ordinary response, later it needs a tag. */
const STANDARD_MS = 24 * 3_600_000;
/** The platform counts no replies. */
const USES = 1000;
/** Marks our own messages in their echoes. */
export const OWN_METADATA = "kefu:";

export interface MetaAccount {
  /** `page` or `instagram`. */
  object: string;
  /** Page id or professional account id. */
  accountId: string;
  /** Our app: echoes of it are our own messages. */
  appId: string | undefined;
  identity: "psid" | "igsid";
}

export function parseMetaMessaging(payload: string, account: MetaAccount, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  if (body.object !== account.object) return { ok: true, events: [] };
  const events = asList(body.entry).flatMap((entry) => {
    const fields = asRecord(entry) ?? {};
    const id = asText(fields.id);
    const other = id === undefined || id === account.accountId ? {} : { providerAccount: id };
    const scope = id ?? account.accountId;
    return asList(fields.messaging).flatMap((item) => {
      const event = eventOf(asRecord(item) ?? {}, { ...account, accountId: scope }, now);
      return event ? [{ ...event, ...other }] : [];
    });
  });
  return { ok: true, events };
}

interface Base {
  key: string;
  thread: string;
  at: number;
  from: { ids: readonly [Identity] };
}

function eventOf(item: Fields, account: MetaAccount, now: number): ChannelEvent | null {
  const message = asRecord(item.message);
  const isEcho = message?.is_echo === true;
  const person = asText(asRecord(isEcho ? item.recipient : item.sender)?.id)?.slice(0, 200);
  if (person === undefined || person === account.accountId) return null;
  const base: Base = {
    key: "",
    thread: person,
    at: epochMs(item.timestamp, "ms", now),
    from: { ids: [{ kind: account.identity, scope: account.accountId, value: person, verified: true }] },
  };
  if (message) return messageOf(message, isEcho, base, account);
  return pressOf(item, base) ?? editOf(item, base) ?? reactionOf(item, base) ?? receiptOf(item, base) ?? arrivalOf(item, base);
}

const handleOf = (id: string, at: number): ReplyHandle => ({ kind: "message_ref", data: id, expiresAt: at + STANDARD_MS, uses: USES });
const keyOf = (...pieces: (string | number)[]): string => pieces.join(":").slice(0, 500);

function messageOf(message: Fields, isEcho: boolean, base: Base, account: MetaAccount): ChannelEvent | null {
  const id = asText(message.mid);
  if (id === undefined || (isEcho && isOurs(message, account))) return null;
  if (message.is_deleted === true) return { type: "message_deleted", ...base, key: keyOf("deleted", id), providerId: id };
  const replyTo = asText(asRecord(message.reply_to)?.mid);
  return {
    type: "message",
    ...base,
    key: keyOf(id),
    providerId: id,
    parts: partsOf(message),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(isEcho ? { echo: true } : { reply: handleOf(id, base.at) }),
  };
}

const isOurs = (message: Fields, account: MetaAccount): boolean =>
  (account.appId !== undefined && asText(message.app_id) === account.appId) || (asText(message.metadata) ?? "").startsWith(OWN_METADATA);

function pressOf(item: Fields, base: Base): ChannelEvent | null {
  const postback = asRecord(item.postback);
  const payload = asText(postback?.payload) ?? asText(postback?.title);
  if (!postback || payload === undefined) return null;
  const id = asText(postback.mid) ?? keyOf("postback", base.thread, base.at);
  const label = asText(postback.title)?.slice(0, 500);
  const part: Part = { type: "action", id: payload.slice(0, 1000), ...(label === undefined ? {} : { label }) };
  return { type: "message", ...base, key: keyOf(id), providerId: id, parts: [part], reply: handleOf(id, base.at) };
}

function editOf(item: Fields, base: Base): ChannelEvent | null {
  const edit = asRecord(item.message_edit);
  const id = asText(edit?.mid);
  if (!edit || id === undefined) return null;
  const parts: Part[] = [{ type: "text", text: asText(edit.text) ?? "" }];
  return { type: "message_edited", ...base, key: keyOf("edit", id, asText(edit.num_edit) ?? base.at), providerId: id, parts };
}

function reactionOf(item: Fields, base: Base): ChannelEvent | null {
  const reaction = asRecord(item.reaction);
  const replyTo = asText(reaction?.mid);
  const emoji = asText(reaction?.emoji) ?? asText(reaction?.reaction);
  if (replyTo === undefined || emoji === undefined || reaction?.action !== "react") return null;
  const id = keyOf("reaction", replyTo, base.at);
  return { type: "message", ...base, key: id, providerId: id, parts: [{ type: "text", text: emoji }], replyTo, reply: handleOf(id, base.at) };
}

/** A watermark speaks for everything of ours up to its time. */
function receiptOf(item: Fields, base: Base): ChannelEvent | null {
  const status = asRecord(item.read) ? "read" : "delivered";
  const fields = asRecord(item.read) ?? asRecord(item.delivery);
  if (!fields) return null;
  const mids = [...asList(fields.mids), fields.mid].flatMap((mid) => asText(mid) ?? []);
  const upTo = asNumber(fields.watermark);
  if (mids.length === 0 && upTo === undefined) return null;
  const key = keyOf(status, base.thread, upTo ?? mids.join(","));
  return { type: "receipt", ...base, key, receipt: { status, providerIds: mids, ...(upTo === undefined ? {} : { upTo }) } };
}

/** By an m.me link, an advertisement or a plugin: `payload` is what the link carried. */
function arrivalOf(item: Fields, base: Base): ChannelEvent | null {
  const arrival = asRecord(item.referral) ?? asRecord(item.optin);
  if (!arrival) return null;
  const payload = asText(arrival.ref) ?? asText(arrival.payload);
  return { type: "presence", ...base, key: keyOf("arrival", base.thread, base.at), state: "opened", ...(payload === undefined ? {} : { payload }) };
}

function partsOf(message: Fields): Part[] {
  const text = asText(message.text);
  const pressed = asText(asRecord(message.quick_reply)?.payload);
  if (pressed !== undefined) return [{ type: "action", id: pressed.slice(0, 1000), ...(text === undefined ? {} : { label: text.slice(0, 500) }) }];
  const parts = asList(message.attachments).map((entry) => attachmentPart(asRecord(entry) ?? {}));
  if (text !== undefined) parts.unshift({ type: "text", text });
  return parts.length > 0
    ? parts
    : [lost(message.is_unsupported === true ? "unsupported by Meta" : (Object.keys(message).find((name) => name !== "mid") ?? "message"))];
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });
const KINDS: Readonly<Record<string, Attachment["kind"]>> = { image: "image", audio: "audio", video: "video", file: "file" };

function attachmentPart(attachment: Fields): Part {
  const type = asText(attachment.type) ?? "attachment";
  const payload = asRecord(attachment.payload) ?? {};
  const url = asText(payload.url) ?? asText(attachment.url);
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind !== undefined && url !== undefined && url.length <= 4000) {
    return { type: "media", media: { kind: payload.sticker_id === undefined ? kind : "sticker", ref: { url, auth: false } } };
  }
  if (type === "location") return placeOf(asRecord(payload.coordinates) ?? {}) ?? lost(type);
  // Shared posts, reels and stories: their words and where they are.
  const words = [asText(attachment.title) ?? asText(payload.title), url].filter(Boolean).join("\n");
  const isShared = /^(fallback|share|template|story_mention|ig_reel|ig_post|reel)$/.test(type);
  return isShared && words !== "" ? { type: "text", text: words } : lost(type);
}

function placeOf(at: Fields): Part | null {
  const lat = asNumber(at.lat);
  const lng = asNumber(at.long);
  return lat === undefined || lng === undefined ? null : { type: "location", lat, lng, datum: "wgs84" };
}
