/** What another system tells us: one event, or `{"events":[…]}`. */
import type { ChannelEvent, DeliveryReceipt } from "../../../protocol/channels.ts";
import { type Identity, type Part, partSchema } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { WebhookConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;
type Base = Extract<ChannelEvent, { type: "presence" }>;

const MAX_EVENTS = 500;
const MAX_PARTS = 20;
const MAX_ID = 200;

export function parseWebhook(payload: string, config: WebhookConfig, request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const delivery = (request.headers.get("webhook-id") ?? "").slice(0, MAX_ID);
  const entries = Array.isArray(body.events) ? body.events.slice(0, MAX_EVENTS) : [body];
  const events = entries.flatMap((entry, index) => {
    const fields = asRecord(entry);
    return fields ? (eventOf(fields, `${delivery}#${index}`, config, now) ?? []) : [];
  });
  return { ok: true, events };
}

function eventOf(fields: Fields, fallbackKey: string, config: WebhookConfig, now: number): ChannelEvent | null {
  const user = asRecord(fields.user);
  const userId = asText(user?.id)?.slice(0, 500);
  if (!user || userId === undefined) return null;
  const message = asRecord(fields.message) ?? {};
  const messageId = asText(message.id)?.slice(0, MAX_ID);
  const thread = (asText(fields.thread) ?? userId).slice(0, 500);
  const type = asText(fields.type) ?? "";
  const at = timeOf(fields.at ?? message.at, now);
  const key = messageId === undefined ? `d:${fallbackKey}` : `${type}:${thread.slice(0, 150)}:${messageId}`.slice(0, 500);
  const base = { key, thread, at, from: senderOf(user, userId, config) };
  return type.startsWith("message.") ? messageEvent(type, fields, message, messageId ?? fallbackKey, base) : presenceOf(type, base);
}

/** A new message also when it says so in words we do not know: nothing a customer wrote is dropped. */
function messageEvent(type: string, fields: Fields, message: Fields, providerId: string, base: Omit<Base, "type" | "state">): ChannelEvent | null {
  const receipt = receiptOf(type, fields, providerId);
  if (receipt) return { type: "receipt", ...base, receipt };
  if (type === "message.deleted") return { type: "message_deleted", ...base, providerId };
  if (type === "message.edited") return { type: "message_edited", ...base, providerId, parts: partsOf(message) };
  if (type !== "message.created") return null;
  const replyTo = asText(message.replyTo);
  const echo = asText(fields.from) === "agent";
  return { type: "message", ...base, providerId, parts: partsOf(message), ...(replyTo === undefined ? {} : { replyTo }), ...(echo ? { echo: true } : {}) };
}

const RECEIPTS: Readonly<Record<string, DeliveryReceipt["status"]>> = {
  "message.sent": "sent",
  "message.delivered": "delivered",
  "message.read": "read",
  "message.failed": "failed",
};

function receiptOf(type: string, fields: Fields, providerId: string): DeliveryReceipt | null {
  const status = RECEIPTS[type];
  if (status === undefined) return null;
  if (status !== "failed") return { status, providerIds: [providerId] };
  const error = asRecord(fields.error);
  const detail = asText(error?.detail)?.slice(0, 300);
  return {
    status,
    providerIds: [providerId],
    error: { code: (asText(error?.code) ?? "failed").slice(0, 100), class: "invalid", ...(detail === undefined ? {} : { detail }) },
  };
}

const STATES: Readonly<Record<string, Base["state"]>> = {
  typing: "typing",
  "user.opened": "opened",
  "user.followed": "followed",
  "user.unfollowed": "unfollowed",
  "user.opted_out": "opted_out",
};

function presenceOf(type: string, base: Omit<Base, "type" | "state">): ChannelEvent | null {
  const state = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  return state === undefined ? null : { type: "presence", ...base, state };
}

/** An address or number is the sender's word, unless the signing system says that it has verified it. */
function senderOf(user: Fields, userId: string, config: WebhookConfig): Base["from"] {
  const first: Identity =
    config.users === "host"
      ? { kind: "host_user", scope: "", value: userId, verified: true }
      : { kind: "user_id", scope: `webhook:${config.scope}`, value: userId, verified: true };
  const claims: Identity[] = [];
  const email = asText(user.email)?.slice(0, 320);
  const phone = asText(user.phone)?.slice(0, 50);
  if (email !== undefined) claims.push({ kind: "email", scope: "", value: email.toLowerCase(), verified: user.emailVerified === true });
  if (phone !== undefined) claims.push({ kind: "phone", scope: "", value: phone, verified: user.phoneVerified === true });
  const name = asText(user.name)?.slice(0, 200);
  const locale = asText(user.locale)?.slice(0, 50);
  const avatarUrl = asText(user.avatarUrl)?.slice(0, 2000);
  return {
    ids: [first, ...claims],
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
  };
}

/** Epoch ms or ISO 8601. */
function timeOf(value: unknown, now: number): number {
  if (asNumber(value) !== undefined) return epochMs(value, "ms", now);
  return epochMs(Date.parse(asText(value) ?? ""), "ms", now);
}

/** `parts` of our own schema, or the short form `text`. A part we do not know stays as its type. */
function partsOf(message: Fields): Part[] {
  const parts = asList(message.parts)
    .slice(0, MAX_PARTS)
    .map((entry): Part => {
      const read = partSchema.safeParse(entry);
      return read.success ? read.data : lost(asText(asRecord(entry)?.type) ?? "part");
    });
  const text = asText(message.text);
  if (text !== undefined && !parts.some((part) => part.type === "text")) parts.unshift(textPart(text));
  return parts.length > 0 ? parts : [lost("message")];
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });
const textPart = (text: string): Part => {
  const read = partSchema.safeParse({ type: "text", text });
  return read.success ? read.data : lost("text");
};
