/** What a team decides about its queue. Parsed at the door of `configure`; unknown fields are refused there. */
import { z } from "zod";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const queueSettingsSchema = z.object({
  /** `offer` = an agent accepts within the lease; `auto` = assigned at once. */
  mode: z.enum(["offer", "auto"]).default("offer"),
  leaseMs: z
    .number()
    .int()
    .min(5 * SECOND)
    .max(5 * MINUTE)
    .default(20 * SECOND),
  /** A transfer's named agent, or the last agent, is waited for so long. */
  wantedMs: z
    .number()
    .int()
    .min(0)
    .max(60 * MINUTE)
    .default(60 * SECOND),
  /** After so long a wait, skills and language are wishes no more. */
  relaxMs: z
    .number()
    .int()
    .min(0)
    .max(60 * MINUTE)
    .default(2 * MINUTE),
  /** After so long a wait, the overflow team gets it; absent = never. */
  overflow: z.object({ teamId: z.string().min(1).max(64), afterMs: z.number().int().min(SECOND) }).optional(),
  /** A first answer is owed within so long. */
  slaMs: z
    .number()
    .int()
    .min(SECOND)
    .max(24 * 60 * MINUTE)
    .default(MINUTE),
  /** Share of customers who should be answered within `slaMs`; what agentsNeeded is computed for. */
  slaShare: z.number().min(0.5).max(0.999).default(0.8),
});
export type QueueSettings = z.infer<typeof queueSettingsSchema>;
export const DEFAULT_SETTINGS: QueueSettings = queueSettingsSchema.parse({});
