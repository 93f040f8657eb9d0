/**
 * How likely an agent sends a suggestion as it stands. Pure.
 *
 * What is calibrated is taken over: an article's probability to answer (worker/knowledge/answers.ts) and an intent's confidence
 * (wasm-models; an order's sentence multiplies it by factors that were set, not measured). Later hits and degraded readings stay at
 * RULE_CEILING or below, under the default ready threshold; a tenant may set a lower one.
 */
import type { IntentScore, KnowledgeHit, OrderCard, Understanding } from "../../protocol/understanding.ts";

/** No rule may claim more than this. */
export const RULE_CEILING = 0.8;
/** What is out of scope is answered by no article, however well its words fit. */
const OUT_OF_SCOPE = 0.5;
/** A last-known answer of the order system may be over. */
const STALE_ORDER = 0.7;
/** The order that a message names is the one it is about. */
const NAMED_ORDER = 0.97;

type Known = Pick<Understanding, "intents" | "outOfScope" | "degraded">;

export function confidenceOfHit(
  hit: Pick<KnowledgeHit, "score" | "confidence">,
  { rank, next, understanding }: { rank: number; next: number; understanding: Known },
): number {
  const { confidence, score } = hit;
  if (rank === 0 && confidence !== undefined && !understanding.degraded)
    return understanding.outOfScope > OUT_OF_SCOPE ? Math.min(RULE_CEILING, confidence) : confidence;
  if (score <= 0) return 0;
  const lead = Math.max(0, Math.min(1, (score - Math.max(0, next)) / score));
  const certain = understanding.intents[0]?.confidence ?? 0.3;
  const raw = (0.35 + 0.35 * lead + 0.3 * certain) * (1 - understanding.outOfScope) * 0.6 ** rank;
  return Math.min(RULE_CEILING, understanding.degraded ? raw * 0.8 : raw);
}

/** A template answers as surely as its intent is meant. */
export function confidenceOfIntent(intent: string, understanding: Known): number {
  const confidence = (understanding.intents.find((one) => one.name === intent)?.confidence ?? 0) * (1 - understanding.outOfScope);
  return understanding.degraded ? Math.min(RULE_CEILING, confidence) : confidence;
}

/** `asked` = the intents of the part it answers. */
export function confidenceOfOrder(card: Pick<OrderCard, "stale" | "verified">, asked: readonly IntentScore[], understanding: Known): number {
  const about = Math.max(0, ...asked.map((intent) => intent.confidence));
  const sure = about * NAMED_ORDER * (card.stale ? STALE_ORDER : 1);
  return understanding.degraded || asked.length === 0 ? Math.min(RULE_CEILING, Math.max(sure, 0.5)) : sure;
}
