/** The session tree: customer → conversations → topics → turns, with facts, identities and delivery states. */
import type { ChannelRef, ReplyHandle, ReplyWindow } from "./channels.ts";
import type { Author, Choice, Identity, Part } from "./message.ts";
import type { Fact, IntentScore, OrderCard, Slot, Suggestion } from "./understanding.ts";

/** A lattice: the state of a delivery is the join of all reports and never goes backwards. */
export const DELIVERY_STATES = ["queued", "sending", "unknown", "sent", "failed", "delivered", "read"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface Delivery {
  state: DeliveryState;
  /** Why it failed or waits, in words an agent reads; stable `code` first for machines. */
  code?: string;
  reason?: string;
  at: number;
}

/** The later state of two reports, by the order of DELIVERY_STATES; equal states keep the earlier report. */
export function joinDelivery(known: Delivery, reported: Delivery): Delivery {
  return DELIVERY_STATES.indexOf(reported.state) > DELIVERY_STATES.indexOf(known.state) ? reported : known;
}

/** Exactly one voice answers a conversation. Every change raises the conversation's epoch; a writer with an old epoch is refused. */
export type Owner = { kind: "bot" } | { kind: "queue"; teamId: string } | { kind: "agent"; agentId: string };

/**
 * A colleague is asked for help: they see the conversation and write notes, its owner goes on answering. When the owner wants to hand it over
 * (`handing`), whoever helps accepts or declines; until then nothing changes for the customer. Every change of owner ends it.
 */
export interface Consult {
  id: string;
  /** The agent who asked, and has the conversation. */
  by: string;
  to: { kind: "agent"; agentId: string } | { kind: "team"; teamId: string };
  /** Who may come: the agent, or those of the team who were there. Once somebody came, they alone. */
  asked: string[];
  /** Who came; null = nobody yet. */
  helperId: string | null;
  handing: boolean;
  at: number;
}

/** A customer who does not want to wait here: they are written to, or called, when it is their turn. Kept until that was done. */
export interface CallBack {
  at: number;
  /** To be called by an agent; absent = written to. */
  phone?: string;
  email?: string;
  /** What is said when it is their turn. */
  words: string;
}

export const CONVERSATION_STATUSES = ["open", "pending", "snoozed", "resolved"] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export interface Turn {
  id: string;
  /** Our order inside the customer's tree. */
  seq: number;
  conversationId: string;
  topicId: string | null;
  kind: "message" | "reply" | "note" | "event";
  author: Author;
  channel: ChannelRef;
  /** Identity key (protocol/ids identityKey) the turn came from or goes to. */
  identity: string;
  thread: string;
  parts: Part[];
  choices?: Choice[];
  /** Our clock, epoch ms. */
  at: number;
  /** The provider's clock, epoch ms; kept, never used for our order. */
  providerAt?: number;
  providerId?: string;
  /** The others, when one reply became several platform messages. */
  moreProviderIds?: string[];
  replyTo?: string;
  /** Only for replies. */
  delivery?: Delivery;
  intents?: IntentScore[];
  slots?: Slot[];
  editedAt?: number;
  /** Recalled by its sender; parts are emptied. */
  deletedAt?: number;
  /** Set on turns that a merge brought in. */
  graftId?: string;
  /** Written by automation: the rules that led to it, the last one first. */
  cause?: readonly string[];
  /** The request that brought it, for traces of its road. */
  trace?: string;
  /** Set on `event` turns: assigned, resolved, merged, channel changed … */
  event?: { name: string; detail?: Record<string, string> };
}

export interface Topic {
  id: string;
  conversationId: string;
  /** Coarse subject from the intents. */
  name: string;
  intents: string[];
  firstSeq: number;
  lastSeq: number;
}

export interface Conversation {
  id: string;
  customerId: string;
  status: ConversationStatus;
  owner: Owner;
  /** Raised by every change of owner. */
  epoch: number;
  /** The agent who last had it. */
  lastAgentId: string | null;
  teamId: string | null;
  /** Channels it has spanned, newest first. */
  channels: ChannelRef[];
  labels: string[];
  /** 0 normal … 3 urgent */
  priority: number;
  language: string | null;
  openedAt: number;
  lastTurnAt: number;
  lastTurnSeq: number;
  /** The customer's oldest unanswered message; null when the ball is with the customer. */
  waitingSince: number | null;
  snoozedUntil: number | null;
  resolvedAt: number | null;
  firstReplyAt: number | null;
  /** Words of the last message or reply, cut to 120 characters. */
  preview: string;
  graftId?: string;
  /** Its words went then because they were old (retention), epoch ms. */
  emptiedAt?: number;
  /** Absent = no colleague is asked. */
  consult?: Consult;
  /** Absent = nobody waits to be called back. */
  callBack?: CallBack;
}

export interface Graft {
  id: string;
  /** The customer whose tree was grafted in. */
  from: string;
  at: number;
  by: string;
  evidence: string;
}

export interface CustomerProfile {
  id: string;
  tenant: string;
  name: string | null;
  avatarUrl: string | null;
  locale: string | null;
  identities: Identity[];
  facts: Fact[];
  grafts: Graft[];
  blocked: boolean;
  firstSeenAt: number;
  lastSeenAt: number;
}

/** A page of a customer: bounded whatever the history's length. */
export interface CustomerView {
  customer: CustomerProfile;
  conversations: (Conversation & { topics: Topic[]; turns: Turn[] })[];
  /** Give it back as `cursor` for older conversations; null = no more. */
  nextCursor: string | null;
}

export interface ConversationView {
  customer: CustomerProfile;
  conversation: Conversation;
  topics: Topic[];
  /** Oldest first; a page. */
  turns: Turn[];
  /** Give it back as `before` for older turns; null = no more. */
  nextBefore: number | null;
  suggestions: Suggestion[];
  orders: OrderCard[];
  window: ReplyWindow | null;
  /** The way a reply would go; the window is computed from it. Absent = there is none yet. */
  route?: ReplyRoute;
  /** With their topics while they are not resolved. */
  others: (Conversation & { topics?: Topic[] })[];
  /** With the newest page. */
  summary?: ConversationSummary;
}

export interface SummaryFact {
  id: string;
  name: string;
  value: string;
  told: { by: "customer"; channel: string } | { by: "agent"; agentId: string } | { by: "host" };
  at: number;
  ageMs: number;
  /** The customer said it on a channel that this conversation does not use. */
  elsewhere: boolean;
}

export interface SummaryTopic {
  name: string;
  intents: string[];
  /** The customer's words it began with; "" when they are not among the newest turns. */
  words: string;
  /** Nobody has answered since it was last spoken of. */
  open: boolean;
}

export interface SummaryTurn {
  turnId: string;
  by: Author["kind"];
  channel: string;
  text: string;
  at: number;
}

/** For whoever takes the conversation over. Every word in it was said by somebody. */
export interface ConversationSummary {
  facts: SummaryFact[];
  /** The one spoken of last first. */
  topics: SummaryTopic[];
  /** Conversations of the same customer that are not resolved. */
  elsewhere: { conversationId: string; channels: string[]; at: number; topics: string[] }[];
  orders: { number: string; status: string }[];
  last: {
    customer: SummaryTurn | null;
    shop: SummaryTurn | null;
    status: ConversationStatus;
    waitsFor: "shop" | "customer" | "nobody";
    waitingSince: number | null;
  };
}

/** What a turn needs to be answered on its channel. */
export interface ReplyRoute {
  channel: ChannelRef;
  thread: string;
  identities: Identity[];
  handle?: ReplyHandle;
  /** provider id and time of the customer's last message there */
  lastProviderId?: string;
  lastInboundAt: number;
  /** platform messages sent since */
  sentSince: number;
  /** The newest short right to answer that an event opened (followed, clicked, opened …), with what was sent since it. */
  brief?: { event: string; at: number; sentSince: number };
  /** The customer cannot be reached here until they write again: unfollowed, opted out, or the platform said blocked or gone. */
  closed?: string;
}
