/**
 * What the rooms ask of each other across object RPC. The objects know each other by these types only.
 * Kept whole: one page says everything that may be asked.
 *
 * Foreseen results are values: an exception across RPC means a bug or a platform failure.
 * `moved` = this customer was merged; ask the customer named in `to` (forwarding tombstone).
 */

import type { AgentServerFrame, DeskEvent } from "./agent-frames.ts";
import type { ChannelRef, DeliveryReceipt, OutboundMessage, Outcome, ReplyHandle, SendProgress } from "./channels.ts";
import type {
  CallBack,
  Consult,
  Conversation,
  ConversationView,
  CustomerProfile,
  CustomerView,
  Delivery,
  Graft,
  Owner,
  ReplyRoute,
  Topic,
  Turn,
} from "./conversation.ts";
import type { Happened, ToldEvent } from "./events.ts";
import type { Author, Choice, Identity, Part } from "./message.ts";
import type { ArchivePage, Belongings, Emptied, Erased, Unarchived } from "./privacy.ts";
import type { ContextTurn, Fact, KnowledgeHit, OrderCard, Suggestion, Thought, Understanding } from "./understanding.ts";

export interface Moved {
  outcome: "moved";
  to: string;
}

/** Which object: customer sessions and desks are addressed by tenant and id. */
export interface Address {
  tenant: string;
  customerId: string;
}

// ---------------------------------------------------------------------------------------------- recording

/** Something a channel, the API or a visitor's socket brought in. */
export type InboundEvent =
  | {
      type: "message";
      turnId: string;
      parts: Part[];
      providerId?: string;
      replyTo?: string /** typed by our agent in the platform's own app */;
      echo?: boolean;
      /** It was said before we were connected: kept, and nobody answers it. */
      history?: boolean;
      author?: Author;
    }
  | { type: "edited"; providerId: string; parts: Part[] }
  | { type: "deleted"; providerId: string }
  | { type: "receipt"; receipt: DeliveryReceipt }
  | { type: "presence"; state: "typing" | "opened" | "followed" | "unfollowed" | "opted_out"; payload?: string }
  | { type: "identity_changed"; before: Identity; after: Identity };

export interface RecordInput extends Address {
  /** Idempotency: unique per channel account. A repeated (accountId, key) changes nothing. */
  key: string;
  channel: ChannelRef;
  thread: string;
  identities: readonly [Identity, ...Identity[]];
  name?: string;
  avatarUrl?: string;
  locale?: string;
  /** Arrival at our door, epoch ms. */
  at: number;
  /** Messages pour in: thinking and the read model are asked for later than usual. */
  flooded?: true;
  /** The request it came with. */
  trace?: string;
  providerAt?: number;
  handle?: ReplyHandle;
  /** Copied from the channel's event: this event opens a short right to answer, not the ordinary window. */
  opens?: string;
  /** Team that new conversations of this channel account belong to. */
  teamId?: string;
  event: InboundEvent;
}

export type RecordOutcome =
  | {
      outcome: "recorded";
      /** The stored turn (the first one's id for a duplicate); null for events that make no turn. */
      turnId: string | null;
      conversationId: string | null;
      seq: number;
      duplicate: boolean;
      /** What `think` needs, so that no read follows the write. Absent when there is nothing to think about. */
      task?: ThinkTask;
      /** Steps already due (a turn for the agent's desk). */
      steps: NextStep[];
    }
  | Moved
  | { outcome: "refused"; code: "blocked" | "too_large" | "erased"; detail: string };

// ---------------------------------------------------------------------------------------------- thinking

export interface ThinkTask extends Address {
  turnId: string;
  conversationId: string;
  channel: ChannelRef;
  text: string;
  /** Last turns before this one, oldest first. */
  context: ContextTurn[];
  facts: Fact[];
  identities: Identity[];
  owner: Owner;
  epoch: number;
  teamId: string | null;
  lastAgentId: string | null;
  language: string | null;
  /** Bot replies already sent in this conversation since the last agent reply. */
  botReplies: number;
  /** What our side last offered to choose from: a bare number may be an answer to it. */
  choices?: Choice[];
  /** What was prepared while the visitor typed. */
  prepared?: Anticipation;
  /** The request that brought the turn. */
  trace?: string;
  /** epoch ms the turn was recorded */
  at: number;
}

/** What takes an agent's room without their line having given it: taken, assigned by hand, handed over, or helped with. */
export interface HeldByHand {
  /** The conversation's team; null = it has none. An agent of other teams has it in a book of their own. */
  teamId: string | null;
  /** The conversation, or the seat of a helper in it (`helpSeat`). */
  conversationId: string;
  customerId: string;
  agentId: string;
  channel: string;
  /** Grows with every change of who has this seat: a word that comes late is known by it. */
  rank: number;
  helps?: true;
}
export const helpSeat = (conversationId: string): string => `help:${conversationId}`;

/** Something still to be done outside the object after a write; kept as a to-do row until `settled`. Every step is idempotent by its id. */
export type NextStep =
  | { id: string; step: "enqueue"; ticket: Ticket }
  /** `rank` of a withdrawal or release = the conversation's epoch after it: what the line hears later of the time before is old. Absent in steps of before. */
  | { id: string; step: "withdraw"; teamId: string; conversationId: string; reason: string; rank?: number }
  | { id: string; step: "release"; teamId: string | null; agentId: string; conversationId: string; rank?: number }
  | { id: string; step: "hold"; held: HeldByHand }
  | { id: string; step: "tell"; agentId: string; events: DeskEvent[] }
  | { id: string; step: "match"; identities: Identity[] };

/** What only a session asks of the engine, besides steps; kept as a to-do row and repeated until it is done. */
export type Errand =
  /** Finish the merge of `graft.from` into `into`, from the beginning. Asked by either of them when it stopped half-way. */
  | { id: string; errand: "merge"; into: string; graft: Graft }
  /** Finish giving a graft back: ungraft page by page, restore at `from`, dropGraft. Asked when an unmerge stopped half-way. */
  | { id: string; errand: "unmerge"; graftId: string; from: string }
  /** Words that belong to a customer whose merge was undone reached the former survivor: record them at `to`, WITHOUT following `moved`; done = recorded there. */
  | { id: string; errand: "forward"; to: string; input: RecordInput }
  /** Not kept: shown on the agent's tabs if there are any. */
  | { id: string; errand: "whisper"; agentId: string; frame: AgentServerFrame };

export type ThoughtOutcome =
  | { outcome: "kept"; steps: NextStep[] /** a bot reply was refused because somebody else has the conversation now */; refusedReply: boolean }
  | { outcome: "known" }
  | Moved;

// ---------------------------------------------------------------------------------------------- replying and changing

export interface ReplyInput extends Address {
  /** Idempotency key of the writer; the same key gets the first answer again. */
  key: string;
  turnId: string;
  conversationId: string;
  author: Extract<Author, { kind: "agent" } | { kind: "bot" }>;
  parts: Part[];
  choices?: Choice[];
  /** Channel to answer on; absent = where the customer wrote last. */
  channel?: ChannelRef;
  template?: OutboundMessage["template"];
  /** Refused as stale when the conversation's epoch is another. Absent = the writer's right is judged by owner alone. */
  epoch?: number;
  suggestionId?: string;
  replyTo?: string;
  /** A supervisor's reply into a conversation of somebody else. */
  force?: boolean;
  /** The request it came with. */
  trace?: string;
  /** Automation: ids of the rules that led to this, the last one first. Its words come beside the queue and the bot, never into an agent's conversation. */
  cause?: readonly string[];
  /** The question how it was, behind a resolved conversation: a plain number that comes back until then (epoch ms) is the answer. */
  survey?: { until: number; thanks: string };
  at: number;
}

export type ReplyOutcome =
  | { outcome: "queued"; turn: Turn; duplicate: boolean; steps: NextStep[] }
  | {
      outcome: "stale";
      owner: Owner;
      epoch: number /** who answered last and when, for "Li Wei replied 4 s ago" */;
      lastReply: { author: Author; at: number } | null;
    }
  | { outcome: "refused"; code: "unknown_conversation" | "no_route" | "window_closed" | "empty" | "blocked"; detail: string }
  | Moved;

/** Of an agent: `teamId` = in whose line they are waited for; without it the conversation's, if they are of it, else the first of `agentTeams`. */
export type TransferTo =
  | { kind: "agent"; agentId: string; teamId?: string; agentTeams?: readonly string[] }
  | { kind: "team"; teamId: string }
  | { kind: "bot" };

export type ConversationChange =
  | { change: "note"; turnId: string; text: string; mentions?: string[] }
  /** agentId null = back to its queue. */
  | { change: "assign"; agentId: string | null; teamId?: string; agentTeams?: readonly string[]; reason?: string }
  | { change: "transfer"; to: TransferTo; note?: string; warm?: boolean }
  /** The owner asks a colleague; `asked` = who that is now. */
  | { change: "consult"; to: Consult["to"]; asked: string[]; note?: string }
  /** Whoever was asked comes, or takes over what is handed to them; or they do not, or go again. */
  | { change: "consult_answer"; answer: "accept" | "decline"; reason?: string }
  /** The owner wants to hand it over, or needs no help any more. */
  | { change: "consult_end"; as: "handover" | "taken_back" }
  /** The customer wants to be written to or called when it is their turn; null = not any more. */
  | { change: "call_back"; wanted: Omit<CallBack, "at"> | null }
  /** An agent has called, or tried to. */
  | { change: "called_back"; reached: boolean }
  | { change: "resolve"; reason?: string }
  | { change: "reopen" }
  | { change: "snooze"; until: number }
  | { change: "label"; add: string[]; remove: string[] }
  | { change: "priority"; priority: number }
  | { change: "suggestion"; suggestionId: string; used: "accepted" | "edited" | "refused" }
  | { change: "fact"; name: string; value: string | null }
  | { change: "read"; upToSeq: number }
  | { change: "typing"; on: boolean }
  /** The agent has it on their screen; said again while they do. Kept nowhere. */
  | { change: "viewing"; on: boolean; typing: boolean }
  | { change: "rate"; score: number; solved?: boolean; reasons?: string[]; comment?: string };

export interface ChangeInput extends Address {
  key: string;
  conversationId: string;
  by: Author;
  change: ConversationChange;
  epoch?: number;
  /** Automation: ids of the rules that led to this, the last one first. */
  cause?: readonly string[];
  at: number;
}

export type ChangeOutcome =
  | { outcome: "changed"; conversation: Conversation; turn: Turn | null; steps: NextStep[]; duplicate: boolean }
  | { outcome: "stale"; owner: Owner; epoch: number }
  | { outcome: "refused"; code: "unknown_conversation" | "not_allowed" | "already"; detail: string }
  | Moved;

// ---------------------------------------------------------------------------------------------- merging

/**
 * Merging `from` into `into`, in this order, every call repeatable:
 * 1. `into.graft` with a page that holds nothing but `from`'s profile and `next: "0"`: from now on its identities are known there;
 * 2. `from.moveTo`: the tombstone; 3. `from.exportTree` → `into.graft`, page by page until `next` is null; 4. `from.settled(["merge:<graft id>"])`.
 * If it stops half-way, both customers ask for it by an errand. Unmerging: `into.ungraft` → `from.restore`, page by page; `into.dropGraft`.
 */
/** A whole tree in pages; `part` n of `parts`, so that 100 000 turns cross RPC in bounded pieces. */
export interface TreePage {
  profile: CustomerProfile;
  conversations: Conversation[];
  topics: Topic[];
  turns: Turn[];
  routes: ReplyRoute[];
  next: string | null;
  /** By turn id: the key that brought the turn in, so that a redelivery is still known at the other customer. */
  sources?: Record<string, string>;
  /** The read model's version at the giving customer; the taking one goes on from there. */
  version?: number;
  /** With the first page: what happened and was told to nobody yet. */
  events?: Happened[];
  /** Work that goes along with the turns of this page: not yet thought about, not yet sent. */
  unthought?: string[];
  unsent?: UnsentReply[];
  /** What the agents' screens show beside the conversations of this page. */
  beside?: { conversationId: string; suggestions: Suggestion[]; orders: OrderCard[] }[];
}

/** A reply that waits in an outbox. */
export interface UnsentReply {
  turnId: string;
  state: "waiting" | "sending" | "parked";
  attempts: number;
  authRetried: boolean;
  progress?: SendProgress;
  template?: OutboundMessage["template"];
}

export type GraftOutcome = { outcome: "grafted"; graft: Graft; done: boolean } | { outcome: "refused"; code: string; detail: string } | Moved;

// ---------------------------------------------------------------------------------------------- the session

export interface SessionPort {
  record(input: RecordInput): Promise<RecordOutcome>;
  /** Writes the result of `think` back. Idempotent by turn. */
  keepThought(address: Address, turnId: string, epoch: number, thought: Thought): Promise<ThoughtOutcome>;
  /** There is room to think now for a session that was told to wait; resolves when it has done what is due. */
  attend(address: Address): Promise<void>;
  /** The steps were done; their to-do rows go with the next write. */
  settled(address: Address, stepIds: readonly string[]): Promise<void>;
  reply(input: ReplyInput): Promise<ReplyOutcome>;
  change(input: ChangeInput): Promise<ChangeOutcome>;
  /** Newest conversations first, each with its last turns. Cost does not depend on history length. */
  view(address: Address, query: { cursor?: string; conversations?: number; turns?: number }): Promise<CustomerView | Moved | null>;
  conversation(address: Address, conversationId: string, query: { before?: number; limit?: number }): Promise<ConversationView | Moved | null>;
  /** Merge, step 1, at the absorbed customer: put up the tombstone. From now on writes are answered `moved`. */
  moveTo(address: Address, survivor: string, graftId: string, at: number, graft?: Graft): Promise<{ outcome: "moving" } | Moved>;
  exportTree(address: Address, cursor: string | null): Promise<TreePage>;
  /** Merge, step 2, at the survivor: take a page in. Idempotent. */
  graft(address: Address, graft: Graft, page: TreePage): Promise<GraftOutcome>;
  /** Unmerge, at the survivor: give the graft's rows (and what its identities said since) back, page by page. */
  ungraft(
    address: Address,
    graftId: string,
    cursor: string | null,
  ): Promise<{ outcome: "page"; page: TreePage; from: string } | { outcome: "refused"; code: string; detail: string }>;
  /** Unmerge, at the absorbed customer: take the tree back and lift the tombstone when `last`. */
  restore(address: Address, page: TreePage, last: boolean): Promise<void>;
  /** Unmerge, last step at the survivor: the rows given back are removed. */
  dropGraft(address: Address, graftId: string): Promise<void>;
  /** A verified identity or a looked-up fact is added to the customer. */
  learn(
    address: Address,
    what: { identities?: Identity[]; name?: string; facts?: Fact[]; orders?: { conversationId: string; cards: OrderCard[] } },
  ): Promise<Moved | undefined>;
  /** Position and waiting time for the visitor's sockets. False = nobody was there to see it. */
  showQueue(address: Address, conversationId: string, place: QueuePlace): Promise<boolean>;
  /** Everything, to be projected anew. Address null = whoever lives here, for one who knows only the object. */
  snapshot(address: Address | null): Promise<ProjectTask | null>;
  /** Null = nobody lives here. */
  belongings(address: Address): Promise<Belongings | Moved | null>;
  /** Whether an uploaded file is in a conversation of this customer. */
  sharesFile(address: Address, blobKey: string): Promise<FileSharing | Moved>;
  /** Everything kept here, page by page, merged away or not; null = nothing. */
  archive(address: Address, cursor: string | null): Promise<ArchivePage | null>;
  unarchive(address: Address, page: Pick<ArchivePage, "docs" | "turns">, isLast: boolean): Promise<Unarchived>;
  /** Retention: a page of an old conversation loses its words. Null = no such conversation. */
  empty(address: Address, conversationId: string, before: number | null): Promise<Emptied | Moved | null>;
  /** All of it goes; what was written before never comes back. */
  erase(address: Address): Promise<Erased>;
}

/** `by_customer` = only they named it: whether it is theirs is for the uploads to say, under one of these ids. */
export type FileSharing = { shared: "no" } | { shared: "with_customer" } | { shared: "by_customer"; customerIds: string[] };

export interface Anticipation {
  /** The draft the preparation is for. */
  words: string;
  intents: string[];
  articleIds: string[];
  /** What thinking would begin with, were exactly these words said after exactly these turns. */
  ready?: { context: ContextTurn[]; understanding: Understanding; hits: KnowledgeHit[]; complete: boolean };
  at: number;
}

export interface QueuePlace {
  /** 1 = next; null = no longer waiting */
  position: number | null;
  /** seconds; null = not enough data to say */
  etaSeconds: { low: number; high: number } | null;
  /** Only while the team is closed: when it opens, epoch ms; null = not within a year. */
  opensAt?: number | null;
}

/** How a customer wants to wait: here, to be written to when it is their turn, or not at all: the message is enough. */
export type QueueWish = "stay" | "callback" | "message";

/** When a team is open, and when that changes (epoch ms; null = not within a year). */
export interface Opening {
  open: boolean;
  changesAt: number | null;
  /** While it is open: how long somebody who comes now waits, seconds; null = not enough data to say, or nobody takes new ones. */
  waitSeconds?: QueuePlace["etaSeconds"];
}

/** A conversation whose targets are to be judged. */
export interface SlaSubject {
  conversationId: string;
  channel: string;
  priority: number;
  openedAt: number;
  /** The customer's oldest unanswered message; null = the ball is with them. */
  waitingSince: number | null;
  firstReplyAt: number | null;
}
export interface SlaVerdict {
  conversationId: string;
  owed: "first" | "next" | "resolve";
  /** epoch ms */
  dueAt: number;
  state: "risk" | "breached";
}

// ---------------------------------------------------------------------------------------------- sending

export interface DeliverTask extends Address {
  channel: ChannelRef;
  message: OutboundMessage;
  /** 1 for the first */
  attempt: number;
  /** What the last attempt had already done. */
  progress?: SendProgress;
  /** The last attempt began and never answered (the process died): only a platform with idempotency keys gets it again. */
  interrupted?: boolean;
  /** facts for the reply window */
  route: ReplyRoute;
  /** The request that brought the reply. */
  trace?: string;
}

// ---------------------------------------------------------------------------------------------- queue

export interface Ticket {
  tenant: string;
  teamId: string;
  conversationId: string;
  customerId: string;
  channel: ChannelRef;
  priority: number;
  vip: boolean;
  skills: string[];
  language: string | null;
  intents: string[];
  lastAgentId: string | null;
  /** A transfer or an owner rule names the agent. */
  wantedAgentId: string | null;
  /** It came from another team for the named agent alone: there it goes back, to this agent, when they do not take it. */
  sentFrom?: { teamId: string; agentId: string | null };
  waitingSince: number;
  epoch: number;
  /** For the offer card: name and the last words, cut to 120 characters. */
  name: string | null;
  preview: string;
}

export type AgentState = "online" | "busy" | "break" | "wrap_up" | "transfers_only" | "hidden" | "offline";

export interface AgentCapacity {
  agentId: string;
  name: string;
  state: AgentState;
  reason?: string;
  /** Weighted units the agent can hold at once. */
  capacity: number;
  perChannel?: Partial<Record<ChannelRef["kind"], number>>;
  skills: string[];
  languages: string[];
  /** All teams they are of. With several, their desk admits what any of these lines gives them. */
  teamIds?: string[];
}

/** What takes room of an agent. */
export interface Seat {
  conversationId: string;
  channel: string;
  /** units of capacity */
  cost: number;
}
/**
 * A line's book of one agent, always the whole of it: the line is the truth of what it gave, and a desk that missed something is right again with
 * the next one. `held` = given, whatever the desk says; `wanted` = to be given if there is room. Of two books the one with the larger `stamp` counts.
 */
export interface TeamBook {
  teamId: string;
  stamp: number;
  held: Seat[];
  wanted: Seat[];
}
export interface SeatQuestion extends Pick<AgentCapacity, "capacity" | "perChannel"> {
  /** All teams whose lines give to this agent. */
  teamIds: string[];
  book: TeamBook;
}
/** What an agent has from their other teams. The larger `version` is the newer. */
export interface Elsewhere {
  load: number;
  byChannel: Record<string, number>;
  conversations: number;
  version: number;
}
/** `admitted` = those of the wanted conversations that have a seat now. `stale` = a newer book is known; ask again with a larger stamp. */
export type SeatAnswer = { outcome: "answered"; admitted: string[]; elsewhere: Elsewhere } | { outcome: "stale"; stamp: number };

export type EnqueueOutcome =
  | { outcome: "waiting"; position: number; place: QueuePlace }
  | { outcome: "offered"; agentId: string; offerId: string }
  | { outcome: "assigned"; agentId: string }
  | { outcome: "known" };

export interface QueueSnapshot {
  at: number;
  teamId: string;
  waiting: { conversationId: string; waitingSince: number; priority: number; channel: string; position: number }[];
  waitingCount: number;
  longestWaitMs: number;
  agents: (AgentCapacity & { load: number; conversationIds: string[] })[];
  offers: { offerId: string; conversationId: string; agentId: string; expiresAt: number }[];
}

export interface QueuePort {
  enqueue(ticket: Ticket): Promise<EnqueueOutcome>;
  withdraw(tenant: string, teamId: string, conversationId: string, reason: string, rank?: number): Promise<void>;
  /** A slot freed: the next waiting customer is assigned in the same turn. */
  release(tenant: string, teamId: string, agentId: string, conversationId: string, rank?: number): Promise<void>;
  /** The agent has it by other ways than this line: it takes their room. */
  hold(tenant: string, teamId: string, held: HeldByHand): Promise<void>;
  accept(
    tenant: string,
    teamId: string,
    agentId: string,
    conversationId: string,
    at: number,
  ): Promise<{ outcome: "assigned"; conversation: Conversation } | { outcome: "gone"; detail: string }>;
  decline(tenant: string, teamId: string, agentId: string, conversationId: string, reason: string, at: number): Promise<void>;
  /** A person picked a waiting conversation, or was given it by hand. */
  take(
    tenant: string,
    teamId: string,
    agentId: string,
    conversationId: string,
    at: number,
  ): Promise<{ outcome: "assigned"; conversation: Conversation } | { outcome: "gone"; detail: string }>;
  agentChanged(tenant: string, teamId: string, agent: AgentCapacity): Promise<void>;
  /** By the agent's desk: what they have from other teams has changed. */
  elsewhere(tenant: string, teamId: string, agentId: string, elsewhere: Elsewhere): Promise<void>;
  /** For a desk that does not know it: everything as `held`. From then on the agent is one of all these teams. */
  seatsOf(tenant: string, teamId: string, agentId: string, teamIds: readonly string[]): Promise<TeamBook>;
  /** Unknown or impossible settings are refused and change nothing. */
  configure(tenant: string, teamId: string, settings: unknown): Promise<{ outcome: "configured" } | { outcome: "refused"; field: string; detail: string }>;
  snapshot(tenant: string, teamId: string): Promise<QueueSnapshot>;
  /** A waiting customer says how they want to wait. */
  wish(tenant: string, teamId: string, conversationId: string, wish: QueueWish): Promise<{ outcome: "noted"; place: QueuePlace } | { outcome: "gone" }>;
  opening(tenant: string, teamId: string, at: number): Promise<Opening>;
  /** Which of these are at risk or late, in the team's business time. */
  judge(tenant: string, teamId: string, subjects: readonly SlaSubject[], at: number): Promise<SlaVerdict[]>;
  /** Erased customers: their tickets, holdings and untold words go. How many rows did. */
  forget(tenant: string, teamId: string, customerIds: readonly string[]): Promise<number>;
  /** Shape of GET /v1/teams/:id/forecast. */
  forecast(tenant: string, teamId: string, at: number): Promise<Forecast>;
  /** Half hours that were forecast since then, oldest first. */
  forecastHistory(tenant: string, teamId: string, since: number): Promise<ForecastPast[]>;
}

export interface Forecast {
  at: number;
  lambdaPerMin: number;
  horizonMin: 30;
  predictedArrivalsPerMin: number;
  band: [low: number, high: number];
  agentsNeeded: number;
  agentsOnline: number;
  alert: boolean;
  /** false = fewer samples than the forecast needs; figures are then the last values seen */
  enoughData: boolean;
}

/** What was forecast for a half hour, and what came. Arrivals of the whole half hour. */
export interface ForecastPast {
  /** Its beginning, epoch ms. */
  at: number;
  predicted: number;
  band: [low: number, high: number];
  /** null = not over yet */
  arrivals: number | null;
  agentsOnline: number;
}

// ---------------------------------------------------------------------------------------------- desk

export interface DeskPort {
  /** Appends to the agent's feed and pushes to all tabs. Events with a known id change nothing. */
  tell(tenant: string, agentId: string, events: readonly DeskEvent[]): Promise<{ seq: number }>;
  /** A line of an agent of several teams tells its book and asks for seats. Rejects while another team's book cannot be known. */
  seats(tenant: string, agentId: string, question: SeatQuestion): Promise<SeatAnswer>;
  /** Not kept: typing, previews. */
  whisper(tenant: string, agentId: string, frame: unknown): Promise<void>;
  presence(tenant: string, agentId: string): Promise<{ state: AgentState; reason?: string; sockets: number; since: number }>;
  setPresence(tenant: string, agentId: string, state: AgentState, reason?: string): Promise<void>;
  /** Erased customers: what the feed, drafts and reminders say of them is blanked. How many rows were. */
  forget(tenant: string, agentId: string, customerIds: readonly string[]): Promise<number>;
  /** Closes the sockets of ended sign-ins. */
  dismiss(tenant: string, agentId: string, signInIds: readonly string[]): Promise<void>;
  since(tenant: string, agentId: string, seq: number, limit: number): Promise<{ events: { seq: number; event: DeskEvent }[]; seq: number; behind: boolean }>;
}

// ---------------------------------------------------------------------------------------------- health

export type ComponentName = "session" | "kv" | "d1" | "model" | "knowledge" | "orders" | "channels" | "r2" | "queue" | "sockets";
export interface ComponentState {
  state: "ok" | "degraded" | "down";
  since: number;
  detail: string;
}
export interface HealthPort {
  report(component: string, state: ComponentState["state"], detail: string, at: number): Promise<void>;
  read(): Promise<Record<string, ComponentState>>;
}

// ---------------------------------------------------------------------------------------------- channel keeper

/** One object per platform app: its access token, and one per pulled account: its cursor. */
export interface KeeperPort {
  /** `failed` = the token that was refused; it is dropped only if it is still the kept one. Single flight. */
  token(
    key: string,
    accountId: string,
    tenant: string,
    failed: string | null,
  ): Promise<{ outcome: "token"; token: string; expiresAt: number } | { outcome: "failed"; code: string; detail: string }>;
  cursor(key: string): Promise<string | null>;
  saveCursor(key: string, cursor: string): Promise<void>;
  /** Several doorbells collapse into one loop: true = this caller pulls, false = somebody is at it and will look once more. */
  beginPull(key: string, at: number): Promise<boolean>;
  endPull(key: string): Promise<boolean>;
}

// ---------------------------------------------------------------------------------------------- engine

/** There is no room for thinking now: whoever asked is called (`attend`) when there is, and asks again at this time, epoch ms, if nobody called. */
export interface Appointment {
  thinkAgainAt: number;
}

/** What the objects ask of the worker (a service binding of the worker to itself). The engine never calls the asking object back in the same call. */
export interface EnginePort {
  think(task: ThinkTask): Promise<Thought | Appointment>;
  /** Null = there is room for a thought. Asked first by whoever was told to wait: reading what a thought needs costs more than the question. */
  roomToThink(address: Address): Promise<Appointment | null>;
  deliver(task: DeliverTask): Promise<Outcome>;
  /** Does steps of a session; answers the ids that are done. */
  settle(address: Address, steps: readonly NextStep[]): Promise<string[]>;
  /** Does one errand of a session; true = done. An engine without it leaves the errand waiting. */
  errand?(address: Address, errand: Errand): Promise<boolean>;
  /** False = again later. `listened` = done, and subscribers or rules wait for what happens here: tell it sooner than lists need it. */
  project(task: ProjectTask): Promise<boolean | "listened">;
  /** `context` = the turns before the draft. */
  anticipate(address: Address, words: string, context: readonly ContextTurn[]): Promise<Anticipation | null>;
  /** `refreshToken` = the newest one the keeper has; absent = the configured one. */
  fetchToken(
    tenant: string,
    accountId: string,
    refreshToken?: string,
  ): Promise<{ outcome: "token"; token: string; ttlS: number; earlyS: number; refreshToken?: string } | { outcome: "failed"; code: string; detail: string }>;
  /** A command that came over an agent's socket; the answer goes back as ack or refused. */
  agentCommand(tenant: string, agentId: string, command: AgentCommand): Promise<{ ok: true; result: unknown } | { ok: false; code: string; detail: string }>;
  /** Sockets came or went, or the agent chose a state: the agent's teams are told. */
  presenceChanged(tenant: string, agentId: string, state: AgentState, reason: string | undefined): Promise<void>;
  signal(address: Address, route: ReplyRoute, kind: "typing" | "read"): Promise<void>;
}

export type AgentCommand =
  | { command: "reply"; cid: string; conversationId: string; parts: Part[]; choices?: Choice[]; epoch?: number; suggestionId?: string }
  | { command: "change"; cid: string; conversationId: string; change: ConversationChange; epoch?: number }
  | { command: "accept"; cid: string; conversationId: string }
  | { command: "decline"; cid: string; conversationId: string; reason: string };

/** What became of a suggestion. `about` = what it was; absent when it was gone from the session by then. */
export interface SuggestionUse {
  suggestionId: string;
  used: "accepted" | "edited" | "refused";
  at: number;
  about?: { conversationId: string; turnId: string; intents: string[]; articleId: string | null; confidence: number };
}

/** What the read model in D1 is told about one customer; a later `version` wins. */
export interface ProjectTask extends Address {
  version: number;
  customer: CustomerProfile;
  conversations: Conversation[];
  deliveries: { turnId: string; conversationId: string; channel: ChannelRef; providerId?: string; delivery: Delivery }[];
  /** Turns since the last projection, for search and reports. */
  turns: Turn[];
  suggestionsUsed: SuggestionUse[];
  /** What happened since, in its order: for subscribers, rules and reports. */
  events: ToldEvent[];
  /** For the ledger: customers' messages taken in, and how many of them nobody has thought about yet. */
  tally?: { messages: number; waiting: number };
  /** This customer was merged away: told as a name alone. */
  movedTo?: string;
}
