/** Answers offered to the agent, each with what it rests on and how likely it is sent as it stands. Pure. */
import { newId } from "../../protocol/ids.ts";
import type { KnowledgeHit, OrderFinding, Suggestion, Understanding } from "../../protocol/understanding.ts";
import { confidenceOf } from "./confidence-rule.ts";
import { orderSentence } from "./order-sentence.ts";

export interface SuggestInput {
  turnId: string;
  text: string;
  understanding: Understanding;
  hits: readonly KnowledgeHit[];
  orders: readonly OrderFinding[];
  /** From here on a suggestion is sent with Tab. */
  readyConfidence: number;
}

/** Offered at once; more are noise. */
const MOST_SUGGESTIONS = 3;

export function suggest(input: SuggestInput, now: number): Suggestion[] {
  const { understanding, readyConfidence, turnId } = input;
  const intents = understanding.intents.map((intent) => intent.name);
  const drafts = [...fromOrders(input), ...fromHits(input)];
  return drafts
    .map((draft): Suggestion => ({ id: newId("su", now), turnId, intents, ...draft, ready: draft.confidence >= readyConfidence && !understanding.degraded }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_SUGGESTIONS);
}

type Draft = Pick<Suggestion, "text" | "confidence" | "evidence" | "kind">;

function fromHits({ hits, understanding }: SuggestInput): Draft[] {
  return hits.flatMap((hit, rank): Draft[] => {
    if (hit.passage.trim() === "") return [];
    const confidence = confidenceOf({ rank, score: hit.score, next: hits[rank + 1]?.score ?? 0, understanding });
    return [{ text: hit.passage, confidence, kind: "answer", evidence: [{ kind: "article", id: hit.articleId, title: hit.title }] }];
  });
}

function fromOrders({ orders, understanding }: SuggestInput): Draft[] {
  return orders.flatMap((finding): Draft[] => {
    if (finding.found !== "one") return [];
    const text = orderSentence(finding.card, understanding);
    if (text === null) return [];
    return [{ text, confidence: 0.5, kind: "answer", evidence: [{ kind: "order", id: finding.card.orderId, title: finding.card.number }] }];
  });
}
