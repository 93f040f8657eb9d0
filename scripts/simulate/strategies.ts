/** The strategies compared: all are settings of the same queue, so that they differ in nothing but their rules. */
import type { AssignmentRule } from "../../durable-objects/agent-queue/assignment-rules.ts";
import type { TraceName } from "./traces.ts";

/** Arrivals a minute in a busy hour, and agents enough for the usual day with them, not for every rush. */
export const USUAL_PEAK = 2;
export const USUAL_AGENTS: Readonly<Record<TraceName, number>> = { day: 21, burst: 22, "sale-night": 26 };

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
