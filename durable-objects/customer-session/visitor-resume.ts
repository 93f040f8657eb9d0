/** What a visitor who comes back is sent: the greeting, what was missed, and pages of what came before. Pure but for the session read. */
import type { Turn } from "../../protocol/conversation.ts";
import type { Address } from "../../protocol/ports.ts";
import { VISITOR_FRAMES_VERSION, type Visit, type VisitorServerFrame, type VisitorState } from "../../protocol/visitor-frames.ts";
import type { Session } from "./session.ts";
import { maySee, type Viewer, visitorState, visitorTurn } from "./visitor-view.ts";

/** Turns sent again to a visitor who comes back; earlier ones are asked for by the page. */
export const RESUME_TURNS = 200;
/** Turns of one earlier page. */
export const PAGE_TURNS = 50;
/** Sequence numbers looked through for one answer: notes, events and other channels are counted in the same sequence. */
const REACH = 2_000;
/** Edits and recalls of the last turns are told again, as nobody counts them. */
const RECENT_TURNS = 50;

export interface Arrival {
  address: Address;
  visit: Visit;
  /** The last sequence number the visitor has seen. */
  since: number;
}

/** Everything after `since` that the visitor may see, oldest first. When that is more than RESUME_TURNS, a gap is told first and the newest follow. */
export function resumeFrames(session: Session, viewer: Viewer, since: number): VisitorServerFrame[] {
  const { seq } = session.head;
  const from = Math.max(0, seq - REACH, Math.min(since, seq - RECENT_TURNS));
  const turns = session.turns.ofAccount(viewer.accountId, from, RESUME_TURNS);
  const floor = turns.length === RESUME_TURNS ? (turns[0]?.seq ?? from + 1) : from + 1;
  const frames = turns.flatMap((turn) => resumed(session, viewer, turn, since));
  // Whether anything of this account lies in between is not looked for: it could mean reading a long history of other channels.
  return floor <= since + 1 ? frames : [{ t: "gap", before: floor }, ...frames];
}

function resumed(session: Session, viewer: Viewer, turn: Turn, since: number): VisitorServerFrame[] {
  if (!maySee(viewer, turn, session.head)) return [];
  if (turn.seq > since) return [{ t: "msg", seq: turn.seq, turn: visitorTurn(turn) }];
  return turn.editedAt === undefined && turn.deletedAt === undefined ? [] : [{ t: "changed", seq: turn.seq, turn: visitorTurn(turn) }];
}

/** A page of what came before a turn. It may be empty with more before it, where other channels filled the reach. */
export function olderFrame(session: Session, viewer: Viewer, before: number): VisitorServerFrame {
  const lowest = Math.max(0, before - 1 - REACH);
  const turns = session.turns.ofAccountBefore(viewer.accountId, before, lowest, PAGE_TURNS);
  const reached = turns.length === PAGE_TURNS ? (turns[0]?.seq ?? 0) : lowest + 1;
  return {
    t: "older",
    turns: turns.filter((turn) => maySee(viewer, turn, session.head)).map(visitorTurn),
    before: reached > 1 ? reached : null,
  };
}

export function stateOf(session: Session): VisitorState {
  const conversation = session.current();
  const lastReply = conversation ? session.turns.last(conversation.id).findLast((turn) => turn.kind === "reply" && turn.author.kind === "agent") : undefined;
  return visitorState(conversation, lastReply);
}

/** What a visitor is greeted with, and what they missed. Nothing is known yet of one who has not said a word. */
export function greeting(session: Session | null, { address, visit, since }: Arrival): VisitorServerFrame[] {
  const state = session ? stateOf(session) : visitorState(null, undefined);
  const welcome: VisitorServerFrame = { t: "welcome", v: VISITOR_FRAMES_VERSION, customerId: address.customerId, seq: session?.head.seq ?? 0, state };
  if (!session) return [welcome];
  const read = session.head.agentReadSeq;
  return [welcome, ...resumeFrames(session, visit, since), ...(read > 0 ? [{ t: "receipt" as const, upToSeq: read, state: "read" as const }] : [])];
}
