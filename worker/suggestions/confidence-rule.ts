/**
 * How likely an agent sends a suggestion as it stands. Pure.
 *
 * A rule until there are enough answers of agents to calibrate on: it grows with the lead over the next article and with the certainty
 * of the intent, and stays below the ready threshold by construction, so that nothing uncalibrated is ever sent by one key.
 */
import type { Understanding } from "../../protocol/understanding.ts";

/** No rule may claim more than this. */
export const RULE_CEILING = 0.8;

export interface ConfidenceFacts {
  /** 0 = the best article */
  rank: number;
  /** search scores, larger is better; no probabilities */
  score: number;
  next: number;
  understanding: Pick<Understanding, "intents" | "outOfScope" | "degraded">;
}

export function confidenceOf({ rank, score, next, understanding }: ConfidenceFacts): number {
  if (score <= 0) return 0;
  const lead = Math.max(0, Math.min(1, (score - Math.max(0, next)) / score));
  const certain = understanding.intents[0]?.confidence ?? 0.3;
  const raw = (0.35 + 0.35 * lead + 0.3 * certain) * (1 - understanding.outOfScope) * 0.6 ** rank;
  return Math.min(RULE_CEILING, understanding.degraded ? raw * 0.8 : raw);
}
