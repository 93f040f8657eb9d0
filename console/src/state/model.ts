/** What the console knows of conversations. One state, changed only by `reduce`. */
import type { DeskEvent, OfferCard } from "../../../protocol/agent-frames.ts";
import type { ChannelRef, ReplyWindow } from "../../../protocol/channels.ts";
import type { Consult, Conversation, ConversationSummary, ConversationView, CustomerProfile, Owner, Topic, Turn } from "../../../protocol/conversation.ts";
import type { Attachment } from "../../../protocol/message.ts";
import type { OrderCard, Suggestion } from "../../../protocol/understanding.ts";
import type { Problem } from "../api/problem.ts";
import type { ListedConversation } from "../api/shapes.ts";

/** A conversation in a list. */
export interface Row extends Conversation {
  name: string | null;
}

/** A conversation that is or was open on the screen. */
export interface Thread {
  customer: CustomerProfile;
  /** By seq, oldest first. */
  turns: Turn[];
  nextBefore: number | null;
  suggestions: Suggestion[];
  /** Ids of suggestions that were put away here: an answer that was on its way meanwhile must not bring them back. */
  putAway: readonly string[];
  orders: OrderCard[];
  /** The customer's words fit several orders. */
  chooseOrder: boolean;
  window: ReplyWindow | null;
  channel: ChannelRef | null;
  topics: Topic[];
  others: Conversation[];
  /** For whoever takes over; null until a page that reaches far enough was read. */
  summary: ConversationSummary | null;
  /** Suggestions came from rules while the model was away. */
  degraded: boolean;
}

export interface Offer extends Omit<OfferCard, "channel"> {
  channel: ChannelRef;
  offerId: string;
  expiresAt: number;
}

/** A reply or note on its way: shown at once, sent until the server has it. */
export interface Outgoing {
  /** Also the idempotency key. */
  key: string;
  conversationId: string;
  kind: "reply" | "note";
  text: string;
  media?: readonly Attachment[];
  mentions?: readonly string[];
  at: number;
  epoch?: number;
  suggestionId?: string;
  state: "sending" | "failed";
  problem?: Problem;
}

/** A colleague asks for my help, or has it, or wants to hand the conversation over to me. */
export interface Question {
  conversationId: string;
  /** The customer's. */
  name: string | null;
  consult: Consult;
}

export type ConsultEvent = Extract<DeskEvent, { type: "consult" }>;

export interface Colleague {
  agentId: string;
  name: string;
  typing: boolean;
}

export type Link = "connecting" | "live" | "away";

export interface DeskState {
  me: string;
  link: Link;
  /** When the link was lost; null while live. */
  linkSince: number | null;
  /** The last event of the feed that is in this state; null = none yet. */
  seq: number | null;
  presence: { state: string; reason?: string };
  rows: Readonly<Record<string, Row>>;
  threads: Readonly<Record<string, Thread>>;
  offers: readonly Offer[];
  /** Who did not take over what I had transferred; by conversation, while it waits for somebody else. */
  returned: Readonly<Record<string, string>>;
  /** By conversation. */
  questions: Readonly<Record<string, Question>>;
  typing: Readonly<Record<string, { until: number; text?: string }>>;
  /** Colleagues who have a conversation on their screens as well. */
  viewers: Readonly<Record<string, readonly Colleague[]>>;
  /** Customers' messages since the conversation was last looked at. */
  unread: Readonly<Record<string, number>>;
  outgoing: readonly Outgoing[];
  /** Raised when lists and open threads must be loaded again: more was missed than the feed keeps. */
  resync: number;
  /** Conversations whose thread on the screen is older than the server's. */
  stale: Readonly<Record<string, number>>;
}

export const emptyState = (me: string): DeskState => ({
  me,
  link: "connecting",
  linkSince: null,
  seq: null,
  presence: { state: "online" },
  rows: {},
  threads: {},
  offers: [],
  returned: {},
  questions: {},
  typing: {},
  viewers: {},
  unread: {},
  outgoing: [],
  resync: 0,
  stale: {},
});

export type Action =
  | { do: "link"; link: Link; at: number }
  | { do: "welcome"; seq: number; presence: { state: string; reason?: string }; behind: boolean }
  | { do: "event"; seq: number; event: DeskEvent }
  | { do: "questions"; asked: readonly ConsultEvent[] }
  | { do: "typing"; conversationId: string; on: boolean; text?: string; at: number }
  | { do: "viewing"; conversationId: string; agents: readonly Colleague[] }
  | { do: "listed"; rows: readonly ListedConversation[] }
  | { do: "viewed"; view: ConversationView }
  /** Not mine to see any more. */
  | { do: "gone"; conversationId: string }
  | { do: "older"; conversationId: string; turns: readonly Turn[]; nextBefore: number | null }
  | { do: "changed"; conversation: Conversation; turn?: Turn | null }
  | { do: "offered"; offer: Offer }
  | { do: "offer_gone"; conversationId: string }
  | { do: "looked"; conversationId: string }
  | { do: "outgoing"; outgoing: Outgoing }
  | { do: "failed"; key: string; problem: Problem }
  | { do: "sent"; key: string; turn: Turn | null }
  | { do: "discard"; key: string }
  | { do: "suggestion_gone"; conversationId: string; suggestionId: string };

export function ownerOf(listed: ListedConversation): Owner {
  if (listed.ownerKind === "agent") return { kind: "agent", agentId: listed.agentId ?? "" };
  return listed.ownerKind === "queue" ? { kind: "queue", teamId: listed.teamId ?? "" } : { kind: "bot" };
}

export const rowOfListed = (listed: ListedConversation): Row => ({
  ...listed,
  owner: ownerOf(listed),
  lastAgentId: listed.agentId,
  channels: listed.channels.length > 0 ? listed.channels : [{ kind: listed.channel, accountId: "" }],
});
