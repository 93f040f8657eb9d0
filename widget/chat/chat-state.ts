/** All that the chat knows, and how each event changes it. Pure: time and chance are in the events. */
import type { VisitorClientFrame, VisitorServerFrame, VisitorState, VisitorTurn } from "../../protocol/visitor-frames.ts";
import { type Outgoing, partsOf } from "./outgoing.ts";

export type LinkState = "idle" | "connecting" | "live" | "retrying" | "offline" | "refused";

/** What a visitor says of a conversation that ended. */
export interface Verdict {
  score: number;
  solved?: boolean;
  reasons: RatingReason[];
  comment: string;
}
export type RatingReason = NonNullable<Extract<VisitorClientFrame, { t: "rate" }>["reasons"]>[number];
/** `at` = when it was given first, epoch ms: for a day it may be changed. */
export type Rating = { is: "asked"; conversationId: string } | { is: "given"; conversationId: string; at: number; verdict: Verdict } | null;

export interface ChatState {
  link: LinkState;
  customerId: string | null;
  /** Confirmed by the server, in its order, without a hole. */
  turns: VisitorTurn[];
  /** Earlier turns lie at the server, before this number; null = these are all. */
  older: { before: number; asked: boolean } | null;
  /** The visitor's words that it has not confirmed yet, in theirs. */
  outgoing: Outgoing[];
  /** Everything up to this sequence number has come over the socket. */
  since: number;
  readUpTo: number;
  /** How far the other side has received and read. */
  receipts: { delivered: number; read: number };
  person: VisitorState;
  /** An agent who has not told their name has said nothing up to this sequence number. */
  silentUpTo: number;
  /** An agent had the conversation, and it waits again. */
  isPassedOn: boolean;
  typing: { name: string | null } | null;
  queue: { position: number | null; etaSeconds: { low: number; high: number } | null; isClosed: boolean } | null;
  rating: Rating;
}

export type ChatEvent =
  | { type: "link"; link: LinkState }
  | { type: "frame"; frame: VisitorServerFrame }
  | { type: "older-asked" }
  | { type: "said"; outgoing: Outgoing }
  | { type: "sending"; cid: string }
  | { type: "stalled" }
  | { type: "again"; cid: string }
  | { type: "taken-back"; cid: string }
  | { type: "read"; upToSeq: number }
  | { type: "typing-over" }
  | { type: "rated"; conversationId: string; at: number; verdict: Verdict }
  | { type: "not-rated" }
  | { type: "forgotten" };

export const NOBODY: VisitorState = { owner: "none", conversationId: null, resolved: false };

export function initialState(): ChatState {
  return {
    link: "idle",
    customerId: null,
    turns: [],
    older: null,
    outgoing: [],
    since: 0,
    readUpTo: 0,
    receipts: { delivered: 0, read: 0 },
    person: NOBODY,
    silentUpTo: 0,
    isPassedOn: false,
    typing: null,
    queue: null,
    rating: null,
  };
}

export function nextState(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case "link":
      return { ...state, link: event.link, ...(event.link === "live" ? {} : { typing: null }) };
    case "frame":
      return afterFrame(state, event.frame);
    case "older-asked":
      return { ...state, older: state.older && { ...state.older, asked: true } };
    case "said":
      return state.outgoing.some(({ cid }) => cid === event.outgoing.cid) ? state : { ...state, outgoing: [...state.outgoing, event.outgoing] };
    case "sending":
      return withOutgoing(state, event.cid, (known) => ({ ...known, state: { is: "sending" } }));
    case "stalled":
      return {
        ...state,
        older: state.older && { ...state.older, asked: false },
        outgoing: state.outgoing.map((known) => (known.state.is === "sending" ? { ...known, state: { is: "queued" } } : known)),
      };
    case "again":
      return withOutgoing(state, event.cid, (known) => ({ ...known, state: { is: "queued" } }));
    case "taken-back":
      return { ...state, outgoing: state.outgoing.filter(({ cid }) => cid !== event.cid) };
    case "read":
      return event.upToSeq > state.readUpTo ? { ...state, readUpTo: event.upToSeq } : state;
    case "typing-over":
      return { ...state, typing: null };
    case "rated":
      return { ...state, rating: rated(state.rating, event) };
    case "not-rated":
      return { ...state, rating: null };
    case "forgotten":
      return { ...initialState(), link: state.link };
    default:
      return event satisfies never;
  }
}

const withOutgoing = (state: ChatState, cid: string, change: (known: Outgoing) => Outgoing): ChatState => ({
  ...state,
  outgoing: state.outgoing.map((known) => (known.cid === cid ? change(known) : known)),
});

/** Adds or replaces a turn; the same message waiting here is confirmed by it. */
function withTurn(state: ChatState, turn: VisitorTurn): ChatState {
  const turns = state.turns.filter((known) => known.id !== turn.id);
  const after = turns.findLastIndex((known) => known.seq < turn.seq) + 1;
  turns.splice(after, 0, turn);
  const outgoing = turn.cid === undefined ? state.outgoing : state.outgoing.filter(({ cid }) => cid !== turn.cid);
  return { ...state, turns, outgoing };
}

function afterFrame(state: ChatState, frame: VisitorServerFrame): ChatState {
  switch (frame.t) {
    case "welcome":
      return welcomed(state, frame);
    case "msg": {
      const known = { ...withTurn(state, frame.turn), since: Math.max(state.since, frame.seq) };
      return frame.turn.from === "customer" ? known : { ...known, typing: null };
    }
    case "changed":
      // An old turn that is not shown stays so until its page is asked for.
      return state.older !== null && frame.turn.seq < state.older.before ? state : withTurn(state, frame.turn);
    case "gap":
      return { ...state, turns: state.turns.filter((turn) => turn.seq >= frame.before), older: { before: frame.before, asked: false } };
    case "older": {
      const known = frame.turns.reduce(withTurn, state);
      return { ...known, older: frame.before === null ? null : { before: frame.before, asked: false } };
    }
    case "ack": {
      const said = state.outgoing.find(({ cid }) => cid === frame.cid);
      if (!said) return state;
      const { seq, id, at, conversationId, cid } = frame;
      const turn: VisitorTurn = { seq, id, at, conversationId, cid, from: "customer", parts: partsOf(said.said) };
      // An own message may overtake one that was missed: only the socket's own order moves `since`.
      return withTurn(state, turn);
    }
    case "receipt": {
      const { delivered, read } = state.receipts;
      const upTo = frame.upToSeq;
      return { ...state, receipts: { delivered: Math.max(delivered, upTo), read: frame.state === "read" ? Math.max(read, upTo) : read } };
    }
    case "state":
      return {
        ...state,
        ...withPerson(state, frame.state, state.since),
        ...(frame.state.resolved ? {} : { rating: openRating(state.rating, frame.state) }),
      };
    case "typing":
      return { ...state, typing: frame.on ? { name: frame.name ?? state.person.agentName ?? null } : null };
    case "queue":
      return { ...state, queue: { position: frame.position, etaSeconds: frame.etaSeconds, isClosed: frame.opensAt !== undefined } };
    case "rate":
      return state.rating?.conversationId === frame.conversationId ? state : { ...state, rating: { is: "asked", conversationId: frame.conversationId } };
    case "err":
      return refused(state, frame);
    default:
      frame satisfies never;
      // A newer server may say more than this page knows of.
      return state;
  }
}

/** A conversation that goes on is no longer rated. */
const openRating = (rating: Rating, person: VisitorState): Rating => (rating?.conversationId === person.conversationId ? null : rating);

/** Another customer (signed in, merged) or a server that knows less than we saw: what is shown is fetched anew. */
function welcomed(state: ChatState, frame: Extract<VisitorServerFrame, { t: "welcome" }>): ChatState {
  const isOther = (state.customerId !== null && state.customerId !== frame.customerId) || frame.seq < state.since;
  const kept = isOther ? { ...initialState(), outgoing: state.outgoing } : state;
  return {
    ...kept,
    link: "live",
    customerId: frame.customerId,
    ...withPerson(kept, frame.state, frame.seq),
  };
}

/** Who has the conversation now; an agent who took over from another is not called by that one's name. */
const withPerson = (before: ChatState, person: VisitorState, seq: number): Partial<ChatState> => ({
  person,
  silentUpTo: person.owner === "agent" && person.agentName === undefined ? seq : 0,
  isPassedOn: person.owner === "queue" && before.person.conversationId === person.conversationId && (before.isPassedOn || before.person.owner === "agent"),
  ...(person.owner === "queue" ? {} : { queue: null }),
});

/** The name of whoever speaks for the shop; undefined = nobody has one yet. */
export function agentNameOf({ person, silentUpTo, turns }: ChatState): string | undefined {
  if (person.owner !== "agent") return undefined;
  return person.agentName ?? turns.findLast((turn) => turn.from === "agent" && turn.conversationId === person.conversationId && turn.seq > silentUpTo)?.name;
}

/** Changing a rating does not give another day to change it. */
function rated(before: Rating, { conversationId, at, verdict }: Extract<ChatEvent, { type: "rated" }>): Rating {
  const first = before?.is === "given" && before.conversationId === conversationId ? before.at : at;
  return { is: "given", conversationId, at: first, verdict };
}

/** Codes after which the same message may pass later. */
const PASSING = new Set(["rate_limited", "moved"]);
export const isPassing = (code: string): boolean => PASSING.has(code);

function refused(state: ChatState, frame: Extract<VisitorServerFrame, { t: "err" }>): ChatState {
  if (frame.cid === undefined) return state;
  const is = isPassing(frame.code) ? ({ is: "queued" } as const) : ({ is: "failed", code: frame.code, reason: frame.detail } as const);
  return withOutgoing(state, frame.cid, (known) => ({ ...known, state: is }));
}

/** Answers not looked at yet. */
export const unreadTurns = (state: ChatState): VisitorTurn[] =>
  state.turns.filter((turn) => turn.from !== "customer" && turn.seq > state.readUpTo && !turn.deleted);

/** The newest sequence number from the other side; 0 = none. */
export const lastAnswerSeq = (state: ChatState): number => state.turns.findLast((turn) => turn.from !== "customer")?.seq ?? 0;
