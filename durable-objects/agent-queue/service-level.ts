/** What is owed to a customer and until when: targets by channel and priority, counted in business time. Pure. */
import { z } from "zod";
import type { SlaSubject, SlaVerdict } from "../../protocol/ports.ts";
import { afterBusinessMs, type BusinessHours } from "./business-hours.ts";

const DAY_MS = 24 * 3_600_000;
const target = z
  .number()
  .int()
  .min(1_000)
  .max(60 * DAY_MS);

/** The first rule that fits decides; what it leaves open comes from the next that fits. */
export const targetRuleSchema = z.object({
  channel: z.string().max(40).optional(),
  /** at least so urgent */
  priority: z.number().int().min(0).max(3).optional(),
  firstMs: target.optional(),
  nextMs: target.optional(),
  resolveMs: target.optional(),
});
export type TargetRule = z.infer<typeof targetRuleSchema>;

type Owed = SlaVerdict["owed"];

/** Alarms come when so much of the time is over. */
export const RISK_SHARE = 0.75;

const FIELD = { first: "firstMs", next: "nextMs", resolve: "resolveMs" } as const;

export function targetOf(rules: readonly TargetRule[], owed: Owed, channel: string, priority: number): number | null {
  const fitting = rules.filter((rule) => (rule.channel ?? channel) === channel && priority >= (rule.priority ?? 0));
  return fitting.find((rule) => rule[FIELD[owed]] !== undefined)?.[FIELD[owed]] ?? null;
}

/** What is at risk or breached now, the most urgent of each conversation; null = all is well. */
export function judge(rules: readonly TargetRule[], hours: BusinessHours | null, subject: SlaSubject, now: number): SlaVerdict | null {
  const { channel, priority, waitingSince, firstReplyAt, openedAt, conversationId } = subject;
  const owed: readonly (readonly [Owed, number | null])[] = [
    ["first", firstReplyAt === null ? waitingSince : null],
    ["next", firstReplyAt === null ? null : waitingSince],
    ["resolve", openedAt],
  ];
  const verdicts = owed.flatMap(([what, since]): SlaVerdict[] => {
    const ms = since === null ? null : targetOf(rules, what, channel, priority);
    if (since === null || ms === null) return [];
    const dueAt = afterBusinessMs(hours, since, ms);
    if (now < afterBusinessMs(hours, since, ms * RISK_SHARE)) return [];
    return [{ conversationId, owed: what, dueAt, state: now >= dueAt ? "breached" : "risk" }];
  });
  return verdicts.sort((a, b) => a.dueAt - b.dueAt)[0] ?? null;
}
