/** One question back, when two articles may be meant and neither is sure. Pure. */
import type { Evidence, KnowledgeHit, Understanding } from "../../protocol/understanding.ts";
import { RULE_CEILING } from "./confidence-rule.ts";

/** The second must be so near the first. */
const NEAR_SHARE = 0.8;
/** Below this neither is likely to be what is meant, and a question would only show that. */
const LEAST_CONFIDENCE = 0.3;

export interface Question {
  text: string;
  confidence: number;
  kind: "clarify";
  evidence: Evidence[];
}

/** Null = nothing to ask: it is clear, hopeless, or a message of several parts. */
export function clarifyingQuestion(
  parts: readonly { hits: readonly KnowledgeHit[] }[],
  understanding: Pick<Understanding, "language" | "degraded">,
  readyConfidence: number,
): Question | null {
  const [part] = parts;
  const [first, second] = part?.hits ?? [];
  if (parts.length !== 1 || !first || !second || understanding.degraded || first.title === second.title) return null;
  const { confidence } = first;
  if (confidence === undefined || confidence < LEAST_CONFIDENCE || confidence >= readyConfidence) return null;
  if (first.score <= 0 || second.score < first.score * NEAR_SHARE || first.language !== second.language) return null;
  const text =
    understanding.language === "zh" ? `请问您想了解的是“${first.title}”，还是“${second.title}”？` : `Do you mean “${first.title}” or “${second.title}”?`;
  const evidence = [first, second].map((hit): Evidence => ({ kind: "article", id: hit.articleId, title: hit.title }));
  return { text, confidence: Math.min(RULE_CEILING, confidence + (1 - confidence) / 2), kind: "clarify", evidence };
}
