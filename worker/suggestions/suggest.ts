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
    .map(({ mine, ...draft }): Suggestion => {
      const ready = mine && draft.confidence >= readyConfidence && !understanding.degraded;
      return { id: newId("su", now), turnId, intents, ...draft, ready, ...(mine ? {} : { unproven: true as const }) };
    })
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, MOST_SUGGESTIONS);
}

/** `mine` = every fact in it is proven to be this customer's. */
type Draft = Pick<Suggestion, "text" | "confidence" | "evidence" | "kind"> & { mine: boolean };

function fromHits({ hits, understanding }: SuggestInput): Draft[] {
  return hits.flatMap((hit, rank): Draft[] => {
    if (hit.passage.trim() === "") return [];
    const confidence = confidenceOf({ rank, score: hit.score, next: hits[rank + 1]?.score ?? 0, understanding });
    return [{ text: hit.passage, confidence, kind: "answer", evidence: [{ kind: "article", id: hit.articleId, title: hit.title }], mine: true }];
  });
}

function fromOrders({ orders, understanding }: SuggestInput): Draft[] {
  return orders.flatMap((finding): Draft[] => {
    if (finding.found !== "one") return [];
    const text = orderSentence(finding.card, understanding);
    if (text === null) return [];
    return [
      {
        text,
        confidence: 0.5,
        kind: "answer",
        evidence: [{ kind: "order", id: finding.card.orderId, title: finding.card.number }],
        mine: finding.card.verified === true,
      },
    ];
  });
}
