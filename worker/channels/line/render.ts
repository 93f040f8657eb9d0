/** Replies on LINE: with the reply token while it lives (free, once), else by push (counts, but may be repeated under its key). */
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asList, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { retryAfterMs } from "../retry-after.ts";
import { fingerprint } from "../signatures.ts";
import type { LineConfig } from "./index.ts";

/** Messages of one call. */
const MAX_MESSAGES = 5;
const CONTENT_HOST = "https://api-data.line.me";
const LOADING_S = 20;
/** By then a reply token is dead for certain, and the next attempt is a push. */
const AFTER_DEAD_TOKEN_MS = 60_000;

export function renderLine(message: OutboundMessage, _config: LineConfig, now: number): Rendering {
  const objects = message.parts.map(messageObject);
  const last = objects.at(-1);
  if (last && message.choices?.length) last.quickReply = { items: message.choices.map(quickReply) };
  const batches = Array.from({ length: Math.ceil(objects.length / MAX_MESSAGES) }, (_, index) =>
    objects.slice(index * MAX_MESSAGES, (index + 1) * MAX_MESSAGES),
  );
  return { calls: batches.map((messages, index) => (index === 0 ? replyOr(message, messages, now) : push(message, messages, index))) };
}

function replyOr(message: OutboundMessage, messages: Record<string, unknown>[], now: number): HttpCall {
  const { reply } = message;
  if (reply?.kind !== "token" || now >= reply.expiresAt) return push(message, messages, 0);
  return { method: "POST", path: "/v2/bot/message/reply", auth: "token", json: { replyToken: reply.data, messages } };
}

const push = (message: OutboundMessage, messages: Record<string, unknown>[], index: number): HttpCall => ({
  method: "POST",
  path: "/v2/bot/message/push",
  auth: "token",
  headers: { "x-line-retry-key": uuidOf(`${message.id}:${index}`) },
  json: { to: message.thread, messages },
  idempotent: true,
});

/** A UUID (RFC 9562 version 8) that is the same whenever the same reply is tried again. */
function uuidOf(text: string): string {
  const digits = [...fingerprint(text), ...fingerprint(`${text}:`)].map((char) => (Number.parseInt(char, 36) % 16).toString(16)).join("");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(12, 15)}-a${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
}

function messageObject(part: Part): Record<string, unknown> {
  if (part.type === "location") {
    const { lat, lng, name = "Location", address = `${part.lat}, ${part.lng}` } = part;
    return { type: "location", title: name, address, latitude: lat, longitude: lng };
  }
  if (part.type !== "media") return { type: "text", text: textOf([part]) };
  const url = "url" in part.media.ref ? part.media.ref.url : "";
  return { type: "image", originalContentUrl: url, previewImageUrl: url };
}

const quickReply = (choice: Choice): Record<string, unknown> => ({
  type: "action",
  action:
    choice.url === undefined
      ? { type: "postback", label: choice.label, data: choice.id, displayText: choice.label }
      : { type: "uri", label: choice.label, uri: choice.url },
});

/** Three moving dots, in chats with one person only. Reading cannot be told: its token comes with each message and is not kept. */
export function signalLine(kind: "typing" | "read", to: { thread: string }): HttpCall | null {
  if (kind === "read" || !to.thread.startsWith("U")) return null;
  return { method: "POST", path: "/v2/bot/chat/loading/start", auth: "token", json: { chatId: to.thread, loadingSeconds: LOADING_S } };
}

export function mediaOfLine(media: Attachment): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [{ method: "GET", path: `/v2/bot/message/${encodeURIComponent(media.ref.mediaId)}/content`, base: CONTENT_HOST, auth: "token" }];
}

export function evidenceOfLine(identity: Identity) {
  if (identity.kind !== "user_id" || !identity.scope.startsWith("line:")) return null;
  const call: HttpCall = { method: "GET", path: `/v2/bot/profile/${encodeURIComponent(identity.value)}`, auth: "token" };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const name = asText(asRecord(body)?.displayName);
    return name === undefined ? null : { ids: [], name };
  };
  return { call, read };
}

export function outcomeOfLine(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const words = asText(answer?.message);
  if (status === 429 && /monthly limit/i.test(words ?? "")) return outcomeOf("quota", "monthly_limit", words);
  if (status === 429) return outcomeOf("rate", "http_429", words, retryAfterMs(headers.get("retry-after"), now));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const ids = asList(answer?.sentMessages).flatMap((sent) => asText(asRecord(sent)?.id) ?? []);
  // 409 = this retry key was accepted before.
  if (status === 409) return { outcome: "sent", providerIds: ids };
  if (!answer) return unreadableOutcome(status, body);
  if (status < 300) return { outcome: "sent", providerIds: ids };
  if (status === 401) return outcomeOf("auth", "http_401", words);
  if (status === 403) return outcomeOf("policy", "http_403", words);
  if (status === 404) return outcomeOf("gone", "http_404", words);
  if (/invalid reply token/i.test(words ?? "")) return outcomeOf("transient", "reply_token", words, AFTER_DEAD_TOKEN_MS);
  return outcomeOf(/failed to send messages/i.test(words ?? "") ? "blocked" : "invalid", `http_${status}`, detailOf(answer) ?? words);
}

function detailOf(answer: Readonly<Record<string, unknown>>): string | undefined {
  const details = asList(answer.details).map((detail) => [asText(asRecord(detail)?.property), asText(asRecord(detail)?.message)].filter(Boolean).join(": "));
  return details.length > 0 ? details.join("; ") : undefined;
}
