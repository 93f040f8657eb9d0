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

/** A list does not say who helps, nor who waits for a call: with the same owner it stays as it is known. */
function withUnlisted(known: Row, listed: Row): Row {
  if (known.epoch !== listed.epoch) return listed;
  const { consult, callBack } = known;
  return { ...listed, ...(consult ? { consult } : {}), ...(callBack ? { callBack } : {}) };
}

export function withListed(state: DeskState, listed: readonly Row[]): DeskState {
  const rows: Record<string, Row> = { ...state.rows };
  for (const row of listed) {
    const known = rows[row.id];
    if (!known || isNewer(known, row)) rows[row.id] = replaceEqualDeep(known, known ? withUnlisted(known, row) : row);
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
