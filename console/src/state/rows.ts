/** Rows of the lists. Pure. */
import { replaceEqualDeep } from "@tanstack/react-query";
import type { Conversation, Turn } from "../../../protocol/conversation.ts";
import { wordsOf } from "../conversation/words.ts";
import type { DeskState, Row } from "./model.ts";

/** The read model and the feed tell the same story at different times: the later one wins. */
const isNewer = (known: Conversation, told: Conversation): boolean =>
  told.epoch > known.epoch || (told.epoch === known.epoch && told.lastTurnSeq >= known.lastTurnSeq);

/** `name` undefined = not said. */
export function withRow(state: DeskState, told: Conversation, name: string | null | undefined): DeskState {
  const known = state.rows[told.id];
  if (known && !isNewer(known, told)) return state;
  const row: Row = replaceEqualDeep(known, { ...told, name: name === undefined ? (known?.name ?? null) : (name ?? known?.name ?? null) });
  return row === known ? state : { ...state, rows: { ...state.rows, [told.id]: row } };
}

/** What the feed said of help and calls may be later than a list that knows no later turn: their events move no row. */
function withTold(known: Row, listed: Row): Row {
  if (known.epoch !== listed.epoch || listed.lastTurnSeq > known.lastTurnSeq) return listed;
  const { consult: _, callBack: __, ...bare } = listed;
  const { consult, callBack } = known;
  return { ...bare, ...(consult ? { consult } : {}), ...(callBack ? { callBack } : {}) };
}

export function withListed(state: DeskState, listed: readonly Row[]): DeskState {
  const rows: Record<string, Row> = { ...state.rows };
  for (const row of listed) {
    const known = rows[row.id];
    if (!known || isNewer(known, row)) rows[row.id] = replaceEqualDeep(known, known ? withTold(known, row) : row);
  }
  return { ...state, rows: replaceEqualDeep(state.rows, rows) };
}

const PREVIEW_UNITS = 120;

/** A turn moves its row: last words, waiting time. */
export function withTurnInRow(state: DeskState, turn: Turn): DeskState {
  const row = state.rows[turn.conversationId];
  if (!row || turn.seq <= row.lastTurnSeq || (turn.kind !== "message" && turn.kind !== "reply")) return state;
  const fromCustomer = turn.kind === "message";
  const waitingSince = fromCustomer ? (row.waitingSince ?? turn.at) : turn.author.kind === "agent" ? null : row.waitingSince;
  const preview = wordsOf(turn.parts).slice(0, PREVIEW_UNITS);
  const channels = [turn.channel, ...row.channels.filter((known) => known.kind !== turn.channel.kind || known.accountId !== turn.channel.accountId)];
  const next: Row = { ...row, lastTurnSeq: turn.seq, lastTurnAt: turn.at, waitingSince, preview, channels: fromCustomer ? channels : row.channels };
  return { ...state, rows: { ...state.rows, [row.id]: next } };
}

/** My open conversations: urgent ones, then who waits longest, then the latest. */
export function mine(rows: DeskState["rows"], me: string): Row[] {
  return Object.values(rows)
    .filter((row) => row.owner.kind === "agent" && row.owner.agentId === me && row.status !== "resolved")
    .sort(byUrgency);
}

function byUrgency(a: Row, b: Row): number {
  const [snoozedA, snoozedB] = [a.status === "snoozed" ? 1 : 0, b.status === "snoozed" ? 1 : 0];
  if (snoozedA !== snoozedB) return snoozedA - snoozedB;
  if (a.priority !== b.priority) return b.priority - a.priority;
  if ((a.waitingSince === null) !== (b.waitingSince === null)) return a.waitingSince === null ? 1 : -1;
  if (a.waitingSince !== null && b.waitingSince !== null) return a.waitingSince - b.waitingSince;
  return b.lastTurnAt - a.lastTurnAt;
}
