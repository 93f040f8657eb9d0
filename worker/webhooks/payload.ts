/** What a subscriber is sent about an event: Standard Webhooks' type, timestamp and data. Pure. */
import type { Turn } from "../../protocol/conversation.ts";
import type { EventType, ToldEvent, WebhookPayload } from "../../protocol/events.ts";
import type { Part } from "../../protocol/message.ts";
import type { WebhookEvent } from "../../protocol/webhooks.ts";

export interface Subject {
  tenant: string;
  customerId: string | null;
}

/** A turn as subscribers see it: words, files and states; nothing of how it was found out. */
function messageOf(turn: Turn): NonNullable<WebhookPayload["data"]["message"]> {
  const { id, seq, kind, author, channel, parts, at, delivery, choices, intents } = turn;
  return {
    id,
    seq,
    kind,
    author,
    channel: { ...channel },
    parts,
    at,
    ...(delivery ? { delivery } : {}),
    ...(choices ? { choices } : {}),
    ...(intents ? { intents: intents.map(({ name, confidence }) => ({ name, confidence })) } : {}),
  };
}

/** A payload longer than this is sent with its words cut, bytes: a subscriber's body limit is seldom higher, and a row of the outbox holds 2 MB. */
const MOST_BODY_BYTES = 256 * 1024;
const CUT_UNITS = 2_000;

const cutParts = (parts: readonly Part[]): Part[] =>
  parts.map((part) =>
    part.type === "text" ? { ...part, text: part.text.slice(0, CUT_UNITS) } : part.type === "media" ? { type: "media", media: part.media } : part,
  );

function bodyOf(payload: WebhookPayload, turn: Turn | undefined): string {
  const body = JSON.stringify(payload);
  if (new TextEncoder().encode(body).length <= MOST_BODY_BYTES || !turn) return body;
  const message = { ...messageOf({ ...turn, parts: cutParts(turn.parts) }), truncated: true };
  return JSON.stringify({ ...payload, data: { ...payload.data, message } });
}

export function webhookEvent({ tenant, customerId }: Subject, event: ToldEvent): WebhookEvent {
  const { id, type, at, conversationId, by, detail, conversation, turn } = event;
  const payload: WebhookPayload = {
    type,
    timestamp: new Date(at).toISOString(),
    data: {
      id,
      tenant,
      customerId,
      conversationId,
      ...(by ? { by: { ...by } } : {}),
      ...(detail ? { detail } : {}),
      ...(conversation ? { conversation: { ...conversation } } : {}),
      ...(turn && turn.kind !== "event" ? { message: messageOf(turn) } : {}),
    },
  };
  return { id, type, at, customerId, body: bodyOf(payload, turn) };
}

export const wants = (events: readonly string[], type: EventType): boolean => type !== "webhook.test" && (events.includes("*") || events.includes(type));
