/** What the engine made of a message: intents, slots, found passages, orders, suggestions. */

/** A half-open range [start, end) of UTF-16 units in the customer's text. */
export interface Span {
  start: number;
  end: number;
}

export interface IntentScore {
  name: string;
  /** Calibrated probability, 0–1. */
  confidence: number;
  /** The part of a compound message the intent rests on. */
  span?: Span;
}

export const SLOT_NAMES = ["order_number", "order_tail", "phone", "phone_tail", "tracking_number", "email", "date", "amount", "quantity", "product"] as const;
export type SlotName = (typeof SLOT_NAMES)[number];

/** `value` is the exact substring text.slice(start, end). */
export interface Slot extends Span {
  name: SlotName;
  value: string;
  /** Courier recognised from a tracking number's shape and check digit. */
  carrier?: string;
}

export interface Understanding {
  /** Most important first; empty when nothing passed its threshold. */
  intents: IntentScore[];
  slots: Slot[];
  /** Coarse subjects (order, delivery, return, product, payment, account, talk). */
  topics: string[];
  language: "zh" | "en" | "other";
  /** 0–1, probability that the message is none of our business. */
  outOfScope: number;
  /** Difference of the two best intents; small = ambiguous. */
  margin: number;
  model: { version: string };
  /** True when rules answered because the model was cold, missing, broken or late. */
  degraded: boolean;
  /** Set when the text was cut before it was understood. */
  truncated?: boolean;
}

/** An earlier turn as context, oldest first. */
export interface ContextTurn {
  from: "customer" | "agent" | "bot";
  text: string;
}

export interface KnowledgeHit {
  articleId: string;
  title: string;
  passage: string;
  /** orders; no probability */
  score: number;
  language?: string;
  /** Calibrated probability that the article answers; absent when nothing calibrated is known. */
  confidence?: number;
}

/** An order as the agent's card shows it. `source` and `asOf` say how fresh. */
export interface OrderCard {
  orderId: string;
  number: string;
  status: string;
  placedAt?: number;
  amount?: { value: string; currency: string };
  items: { title: string; quantity: number }[];
  tracking?: { carrier?: string; number: string; state?: string; updatedAt?: number };
  phoneTail?: string;
  /** connector id, or "table" */
  source: string;
  /** epoch ms of the facts */
  asOf: number;
  /** the connector failed and this is its last-known answer */
  stale: boolean;
  /** which words found it */
  matchedBy: SlotName;
  /** One of the customer's proven identities is the buyer. Without it nothing of the order goes to the customer by itself. */
  verified?: boolean;
}

export type OrderFinding =
  | { found: "none" }
  | { found: "one"; card: OrderCard }
  | { found: "several"; candidates: OrderCard[] }
  | { found: "unavailable"; reason: string };

export interface Evidence {
  kind: "article" | "order" | "turn" | "template" | "fact";
  id: string;
  title: string;
}

/** Text offered to an agent. At READY_CONFIDENCE and above the first is sent with Tab. */
export interface Suggestion {
  id: string;
  turnId: string;
  text: string;
  /** Calibrated probability that an agent sends it as it stands. */
  confidence: number;
  intents: string[];
  evidence: Evidence[];
  kind: "answer" | "clarify";
  /** At or above the ready threshold. */
  ready: boolean;
  /** It tells of an order that the customer has not proven to be theirs: an agent may send it, the bot never. */
  unproven?: true;
}

/** Something known about a customer, with its source and age: the cross-channel memory. */
export interface Fact {
  id: string;
  name: string;
  value: string;
  source: { turnId: string; channel: string; at: number } | { agentId: string; at: number } | { host: true; at: number };
}

/** The result of `think` for one turn. */
export interface Thought {
  understanding: Understanding;
  hits: KnowledgeHit[];
  /** False when knowledge was searched in a degraded way. */
  complete: boolean;
  orders: OrderFinding[];
  suggestions: Suggestion[];
  facts: { name: string; value: string }[];
  /** What happens with the conversation next. */
  next: NextMove;
  /** epoch ms */
  at: number;
}

export type NextMove =
  /** Nobody is needed yet, or somebody already has it. */
  | { move: "stay" }
  /** A person is needed. */
  | { move: "queue"; teamId: string; priority: number; skills: string[]; reason: string }
  /** The bot answers by itself; refused by the session when an agent has the conversation or the epoch moved on. */
  | { move: "reply"; suggestionId: string; text: string }
  /** Nothing to answer (acknowledgements after resolution, auto-replies, spam). */
  | { move: "ignore"; reason: string };
