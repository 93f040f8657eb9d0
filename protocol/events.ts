/** What happens in Kefu, by name: for outgoing webhooks, automation rules and reports. The names are public and never change their meaning. */
import { z } from "zod";
import type { Conversation, Turn } from "./conversation.ts";
import type { Author } from "./message.ts";

/** Each with its meaning; the OpenAPI document shows them under `webhooks`. */
export const EVENTS = {
  "message.received": "A customer wrote",
  "message.understood": "What a customer's message is about is known: `detail.intents`",
  "message.sent": "A reply left: the platform took it, or the visitor's page can read it",
  "message.delivered": "A reply reached the customer's device",
  "message.read": "The customer read a reply",
  "message.failed": "A reply could not be sent; `detail` says why",
  "conversation.opened": "A new conversation began",
  "conversation.queued": "A conversation waits in a team's queue",
  "conversation.assigned": "A conversation was given to an agent, or back to a queue",
  "conversation.transferred": "A conversation was passed on to an agent, a team or the bot",
  "conversation.resolved": "A conversation was closed",
  "conversation.reopened": "A closed conversation is open again",
  "conversation.snoozed": "A conversation is out of sight until `detail.until`",
  "conversation.awake": "A snooze ended",
  "conversation.labelled": "Labels changed: `detail.added`, `detail.removed`",
  "conversation.prioritised": "The priority changed to `detail.priority`",
  "note.added": "Somebody wrote a note for colleagues",
  "customer.merged": "Two customers are one: `detail.from` is part of this one now",
  "customer.erased": "A customer was erased",
  "suggestion.accepted": "An agent sent a suggestion, `detail.used` says whether edited",
  "csat.received": "A customer rated: `detail.score` of 5",
  "sla.at_risk": "A target of a conversation is at risk or missed: `detail.owed`, `detail.state`, `detail.dueAt`",
  "forecast.alert": "A team will be short of agents within half an hour",
  "webhook.test": "Sent by hand to try a subscription",
} as const;
export type EventType = keyof typeof EVENTS;
export const EVENT_TYPES = Object.keys(EVENTS) as [EventType, ...EventType[]];

/** One thing that happened, as its session keeps it until it is told. */
export interface Happened {
  /** Sorts by time; the same however often it is told. */
  id: string;
  type: EventType;
  /** epoch ms */
  at: number;
  conversationId: string | null;
  /** The turn it is about, by its place in the customer's tree. */
  seq?: number;
  by?: Author;
  detail?: Record<string, string>;
  /** Rules that led to it, the last one first. */
  cause?: readonly string[];
  /** Set where the turn cannot be looked up later: carried over by a merge. */
  turn?: Turn;
}

/** As it leaves the session: with what it is about as that is now. */
export interface ToldEvent extends Happened {
  conversation?: Conversation;
}

/** A payload of an outgoing webhook (Standard Webhooks: type, timestamp, data). */
export const webhookPayloadSchema = z.object({
  type: z.enum(EVENT_TYPES),
  /** when it happened, RFC 3339 */
  timestamp: z.iso.datetime(),
  data: z.object({
    id: z.string(),
    tenant: z.string(),
    customerId: z.string().nullable(),
    conversationId: z.string().nullable(),
    /** who did it */
    by: z.looseObject({ kind: z.enum(["customer", "agent", "bot", "system"]) }).optional(),
    detail: z.record(z.string(), z.string()).optional(),
    /** the conversation as it was when this was told */
    conversation: z
      .looseObject({ id: z.string(), status: z.string(), teamId: z.string().nullable(), labels: z.array(z.string()), priority: z.number() })
      .optional(),
    /** the message, reply or note */
    message: z
      .looseObject({
        id: z.string(),
        seq: z.number(),
        kind: z.string(),
        at: z.number(),
        parts: z.array(z.unknown()),
        channel: z.looseObject({ kind: z.string() }),
      })
      .optional(),
  }),
});
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;
