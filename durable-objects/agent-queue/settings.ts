/** What a team decides about its queue. Parsed at the door of `configure`; every field has a default, so that older rows stay readable. */
import { z } from "zod";
import { assignmentRuleSchema, DEFAULT_RULES } from "./assignment-rules.ts";
import { businessHoursSchema } from "./business-hours.ts";
import { targetRuleSchema } from "./service-level.ts";
import { claimRuleSchema } from "./waiting-order.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const patience = (most: number): z.ZodNumber => z.number().int().min(0).max(most);

export const queueSettingsSchema = z.object({
  /** `offer` = an agent accepts within the lease; `auto` = assigned at once; `manual` = agents pick from the line, only named agents are offered. */
  mode: z.enum(["offer", "auto", "manual"]).default("offer"),
  leaseMs: patience(5 * MINUTE)
    .min(5 * SECOND)
    .default(20 * SECOND),
  /** Who gets a conversation: asked in this order, see assignment-rules.ts. */
  rules: z.array(assignmentRuleSchema).min(1).max(12).default(DEFAULT_RULES),
  /** Who is next: head starts on top of priority and VIP, see waiting-order.ts. */
  claims: z
    .object({
      priorityStepMs: patience(HOUR).default(5 * MINUTE),
      vipMs: patience(HOUR).default(10 * MINUTE),
      /** Conversations that are usually short go before long ones by up to so much. */
      quickMs: patience(HOUR).default(0),
      /** No head start is larger: whoever has waited so long is overtaken by nobody who comes later. */
      mostMs: patience(4 * HOUR).default(30 * MINUTE),
      /** An agent who becomes free takes a customer they know before others, by up to so much; and what needs their skills before what anybody can do. */
      knownMs: patience(HOUR).default(90 * SECOND),
      skilledMs: patience(HOUR).default(5 * MINUTE),
      rules: z.array(claimRuleSchema).max(50).default([]),
    })
    .prefault({}),
  /** Units of an agent's capacity that a conversation of a channel takes; absent = 1. */
  channelCost: z.record(z.string().max(40), z.number().min(0.1).max(10)).default({}),
  /** An agent who declined or missed an offer is not asked again for the same conversation for so long. */
  refusalMs: patience(HOUR).default(MINUTE),
  /** After so many missed offers in a row an agent is offered nothing until they do something; 0 = never. */
  missesToAway: z.number().int().min(0).max(20).default(2),
  /** After a conversation ends, nothing new comes for so long. */
  wrapUpMs: patience(HOUR).default(0),
  /** Conversations of an agent who is offline for so long go back to the line; absent = they stay. */
  returnAfterMs: patience(24 * HOUR)
    .optional()
    .default(2 * MINUTE),
  /** After so long a wait, the overflow team gets it; absent = never. */
  overflow: z.object({ teamId: z.string().min(1).max(64), afterMs: patience(24 * HOUR).min(SECOND) }).optional(),
  /** Absent = always open. Whoever is online out of hours is still given conversations; customers are told that it is closed and until when. */
  hours: businessHoursSchema.optional(),
  /** What is owed until when, in business time; the first rule that fits. */
  targets: z.array(targetRuleSchema).max(50).default([]),
  /** A conversation whose customer has been silent for so long is closed; absent = never. */
  idleCloseMs: patience(30 * 24 * HOUR)
    .min(MINUTE)
    .optional(),
  /** A first answer is owed within so long. */
  slaMs: patience(24 * HOUR)
    .min(SECOND)
    .default(MINUTE),
  /** Share of customers who should be answered within `slaMs`. */
  slaShare: z.number().min(0.5).max(0.999).default(0.8),
  /** What the forecast plans for: so large a share waits no longer than this. */
  staffing: z
    .object({
      waitMs: patience(HOUR)
        .min(SECOND)
        .default(3 * MINUTE),
      share: z.number().min(0.5).max(0.999).default(0.95),
      /** Who is planned, epoch ms from … to before …: the alarm then knows of shifts before they begin and end. Where none covers the next hour, the usual week does. */
      shifts: z
        .array(z.object({ from: z.number().int(), to: z.number().int(), agents: z.number().int().min(0).max(5_000) }).refine(({ from, to }) => to > from))
        .max(2_000)
        .default([]),
    })
    .prefault({}),
});
export type QueueSettings = z.infer<typeof queueSettingsSchema>;
export const DEFAULT_SETTINGS: QueueSettings = queueSettingsSchema.parse({});

/** What is wrong first, in words. */
export function firstIssue(error: z.ZodError): { field: string; detail: string } {
  const issue = error.issues[0];
  return { field: ["settings", ...(issue?.path ?? [])].join("."), detail: issue?.message ?? "The settings are not valid" };
}
