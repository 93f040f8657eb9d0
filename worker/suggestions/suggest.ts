/** Answers offered to the agent, each with what it rests on and how likely it is sent as it stands. A message of several parts is answered part by part. Pure. */
import { newId } from "../../protocol/ids.ts";
import type { Evidence, KnowledgeHit, OrderFinding, Suggestion, Understanding } from "../../protocol/understanding.ts";
import { asksForKnown, withoutAsking } from "./asking.ts";
import { clarifyingQuestion } from "./clarify.ts";
import { confidenceOfHit, confidenceOfIntent, confidenceOfOrder } from "./confidence-rule.ts";
import { orderSentence } from "./order-sentence.ts";

/** A template whose variables are filled in. */
export interface ReadyTemplate {
  id: string;
  intent: string;
  text: string;
  /** It tells of an order that the customer has not proven to be theirs. */
  unproven: boolean;
}

/** What was found for one part of a message. */
export interface Part {
  /** null = the whole message */
  intent: string | null;
  hits: readonly KnowledgeHit[];
}

export interface SuggestInput {
  turnId: string;
  understanding: Understanding;
  /** The whole message alone, or each of its parts. */
  parts: readonly Part[];
  orders: readonly OrderFinding[];
  templates: readonly ReadyTemplate[];
  /** Names of what the customer has told already, here or elsewhere: nothing offered asks for it again. */
  known: ReadonlySet<string>;
  /** The customer was offered a choice just now: one question is enough. */
  asked: boolean;
  /** From here on a suggestion is sent with Tab. */
  readyConfidence: number;
}

/** Offered at once; more are noise. */
const MOST_SUGGESTIONS = 3;

/** `mine` = every fact in it is proven to be this customer's. */
interface Draft {
  text: string;
  confidence: number;
  kind: Suggestion["kind"];
  evidence: Evidence[];
  mine: boolean;
}

export function suggest(input: SuggestInput, now: number): Suggestion[] {
  const { understanding, readyConfidence, turnId } = input;
  const intents = understanding.intents.map((intent) => intent.name);
  const byPart = input.parts.map((part) => draftsOf(part, input));
  const together = joined(byPart, understanding.language);
  const drafts = together ? [together, ...byPart.flat()] : byPart.flat();
  const question = input.asked ? null : clarifyingQuestion(input.parts, understanding, readyConfidence);
  const all: Draft[] = question ? [...drafts, { ...question, mine: true }] : drafts;
  return distinct(all)
    .sort((a, b) => (a === together ? -1 : b === together ? 1 : b.confidence - a.confidence))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ mine, ...draft }): Suggestion => {
      const ready = mine && draft.kind === "answer" && draft.confidence >= readyConfidence && !understanding.degraded;
      return { id: newId("su", now), turnId, intents, ...draft, ready, ...(mine ? {} : { unproven: true as const }) };
    });
}

/** Answers to one part, best first. */
function draftsOf(part: Part, input: SuggestInput): Draft[] {
  return [...fromOrders(part, input), ...fromTemplates(part, input), ...fromHits(part, input)].sort((a, b) => b.confidence - a.confidence);
}

function fromHits({ hits }: Part, { understanding, known }: SuggestInput): Draft[] {
  return hits.flatMap((hit, rank): Draft[] => {
    const text = withoutAsking(hit.passage, known);
    if (text.trim() === "") return [];
    const confidence = confidenceOfHit(hit, { rank, next: hits[rank + 1]?.score ?? 0, understanding });
    return [{ text, confidence, kind: "answer", evidence: [{ kind: "article", id: hit.articleId, title: hit.title }], mine: true }];
  });
}

function fromTemplates({ intent }: Part, { templates, understanding, known }: SuggestInput): Draft[] {
  const wanted = intent ?? understanding.intents[0]?.name;
  return templates.flatMap((template): Draft[] => {
    if (template.intent !== wanted || asksForKnown(template.text, known)) return [];
    const confidence = confidenceOfIntent(template.intent, understanding);
    return [
      { text: template.text, confidence, kind: "answer", evidence: [{ kind: "template", id: template.id, title: template.intent }], mine: !template.unproven },
    ];
  });
}

function fromOrders({ intent }: Part, { orders, understanding }: SuggestInput): Draft[] {
  return orders.flatMap((finding): Draft[] => {
    if (finding.found !== "one") return [];
    const { card } = finding;
    const asked = intent === null ? understanding.intents : understanding.intents.filter((one) => one.name === intent);
    const text = orderSentence(card, { intents: asked, language: understanding.language });
    if (text === null) return [];
    return [
      {
        text,
        confidence: confidenceOfOrder(card, asked, understanding),
        kind: "answer",
        evidence: [{ kind: "order", id: card.orderId, title: card.number }],
        mine: card.verified === true,
      },
    ];
  });
}

/** One answer for all parts, when every part has one: as sure as all of them together. */
function joined(byPart: readonly Draft[][], language: Understanding["language"]): Draft | null {
  const bests = byPart.flatMap((drafts) => drafts[0] ?? []);
  if (byPart.length < 2 || bests.length < byPart.length || new Set(bests.map((best) => best.text)).size < bests.length) return null;
  return {
    text: bests.map((best) => best.text).join(language === "zh" ? "\n另外，" : "\nAs for the other question: "),
    confidence: bests.reduce((product, best) => product * best.confidence, 1),
    kind: "answer",
    evidence: bests.flatMap((best) => best.evidence),
    mine: bests.every((best) => best.mine),
  };
}

function distinct(drafts: readonly Draft[]): Draft[] {
  const texts = new Set<string>();
  return drafts.filter(({ text }) => !texts.has(text) && texts.add(text));
}
