/** The strategies compared: all are settings of the same queue, so that they differ in nothing but their rules. */
import type { AssignmentRule } from "../../durable-objects/agent-queue/assignment-rules.ts";

const SKILLS: AssignmentRule[] = [
  { rule: "skills", waitMs: 120_000 },
  { rule: "language", waitMs: 120_000 },
];

export interface Strategy {
  name: string;
  settings: Record<string, unknown>;
}

/** E-mail needs no answer at once and counts half, for everybody. */
const SHARED = { channelCost: { email: 0.5 } };
/** First come, first served within a priority: who is free makes no difference. */
const PLAIN = { ...SHARED, claims: { knownMs: 0, skilledMs: 0 } };
export const OURS: Strategy = { name: "ours", settings: { ...SHARED } };
export const STRATEGIES: readonly Strategy[] = [
  OURS,
  { name: "round robin", settings: { ...PLAIN, rules: [...SKILLS, { rule: "round_robin" }] } },
  { name: "least loaded", settings: { ...PLAIN, rules: [...SKILLS, { rule: "fewest_conversations" }, { rule: "longest_idle" }] } },
];
