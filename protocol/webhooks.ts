/** Outgoing webhooks: subscriptions as the interface takes them, and what the outbox of one subscriber asks and answers. */
import { z } from "zod";
import { EVENT_TYPES } from "./events.ts";

const MOST_DELIVERIES = 200;

const url = z.url({ protocol: /^https?$/ }).max(2_000);
/** `*` = everything there is and will be. */
const events = z
  .array(z.enum([...EVENT_TYPES, "*"]))
  .min(1)
  .max(EVENT_TYPES.length + 1);
const description = z.string().trim().max(500);

export const webhookDraftSchema = z.object({ url, events: events.default(["*"]), description: description.default("") });
export type WebhookDraft = z.infer<typeof webhookDraftSchema>;
export const webhookChangeSchema = z
  .object({ url, events, description, /** false = paused: events are kept and sent when it goes on */ enabled: z.boolean() })
  .partial();
export const webhookRotateSchema = z.object({
  /** how long the old secret signs as well, seconds */
  overlapS: z
    .number()
    .int()
    .min(0)
    .max(7 * 86_400)
    .default(86_400),
});
export const webhookReplaySchema = z
  .object({
    /** one delivery … */
    eventId: z.string().min(1).max(100).optional(),
    /** … or all that were delivered or skipped since then (epoch ms) … */
    since: z.number().int().nonnegative().optional(),
    /** … and before then */
    until: z.number().int().positive().optional(),
  })
  .refine((body) => (body.eventId === undefined) !== (body.since === undefined), { error: "Give either eventId or since", path: ["eventId"] });
export const deliveriesQuerySchema = z.object({
  state: z.enum(["waiting", "delivered", "skipped"]).optional(),
  type: z.string().max(60).optional(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_DELIVERIES).default(50),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

/** One event for one subscriber; `body` = the payload as it is signed and sent. */
export interface WebhookEvent {
  id: string;
  type: string;
  /** epoch ms */
  at: number;
  /** whose words may be inside */
  customerId: string | null;
  body: string;
}

/** `off` = switched off after three days without an answer, or because the subscriber said it is gone. */
export type WebhookMode = "on" | "paused" | "off";

export interface ShownAttempt {
  at: number;
  /** null = no answer */
  status: number | null;
  ms: number;
  detail: string;
}
export interface ShownDelivery {
  /** Its place in the line; give the last one back as `before`. */
  place: number;
  eventId: string;
  type: string;
  at: number;
  state: "waiting" | "delivered" | "skipped";
  deliveredAt: number | null;
  /** newest first, bounded */
  attempts: ShownAttempt[];
  payload: unknown;
}
export interface WebhookLog {
  mode: WebhookMode;
  offDetail: string | null;
  waiting: number;
  failingSince: number | null;
  /** when the first of the line is tried next, epoch ms */
  nextAt: number | null;
  deliveries: ShownDelivery[];
  next: number | null;
}

export interface WebhookTask {
  tenant: string;
  webhookId: string;
  eventId: string;
  body: string;
  /** 1 for the first */
  attempt: number;
}
export type WebhookOutcome =
  | { outcome: "accepted"; status: number; ms: number }
  | { outcome: "retry"; status: number | null; ms: number; detail: string; afterMs?: number }
  /** The subscriber, or whoever configured it, says that nothing may be sent there any more. */
  | { outcome: "gone"; status: number | null; ms: number; detail: string };

/** What a subscriber's outbox asks of the engine. */
export interface WebhookEnginePort {
  /** One attempt to give an event to the subscriber. */
  sendWebhook(task: WebhookTask): Promise<WebhookOutcome>;
  /** The subscriber was switched off: noted where lists show it, and whoever may switch it on again is told. True = done. */
  webhookOff(tenant: string, webhookId: string, detail: string): Promise<boolean>;
}

/** One object per subscription. */
export interface WebhookPort {
  /** Durable when it answers; an event that is known changes nothing. */
  take(tenant: string, webhookId: string, events: readonly WebhookEvent[]): Promise<{ outcome: "taken" } | { outcome: "off" }>;
  log(tenant: string, webhookId: string, query: DeliveriesQuery): Promise<WebhookLog>;
  /** Sent once more, behind everything that waits; how many. */
  replay(tenant: string, webhookId: string, what: { eventId: string } | { since: number; until: number }): Promise<number>;
  /** The first of the line is left out; false = that event does not wait. */
  skip(tenant: string, webhookId: string, eventId: string): Promise<boolean>;
  setMode(tenant: string, webhookId: string, mode: "on" | "paused"): Promise<void>;
  /** Everything with this customer's words goes; how many. */
  eraseCustomer(tenant: string, webhookId: string, customerId: string): Promise<number>;
  forget(tenant: string, webhookId: string): Promise<void>;
}
