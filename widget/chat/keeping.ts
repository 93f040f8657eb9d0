/** What is kept on the device between loads: the visitor's token, the last turns for an instant picture, unsent words. Read with distrust. Pure. */
import type { VisitorTurn } from "../../protocol/visitor-frames.ts";
import type { Stored } from "../bridge.ts";
import { type ChatState, initialState, type Rating } from "./chat-state.ts";
import { outgoingFrom } from "./outgoing.ts";

/** UTF-16 units of turns that are kept; hosts have five million for themselves and us. */
const MOST_KEPT = 150_000;
const MOST_TURNS = 200;
/** Keys of unsent messages: one each, so that two tabs do not overwrite each other's. */
export const OUTGOING_KEY = "q:";

export interface Kept {
  customerId: string;
  since: number;
  turns: VisitorTurn[];
  older: ChatState["older"];
  rating: Rating;
  receipts: ChatState["receipts"];
}

/** The newest turns that fit; the others are asked for again when somebody scrolls up to them. */
export function keptOf(state: ChatState): string | null {
  if (state.customerId === null) return null;
  const turns: VisitorTurn[] = [];
  let room = MOST_KEPT;
  for (const turn of state.turns.slice(-MOST_TURNS).reverse()) {
    room -= JSON.stringify(turn).length;
    if (room < 0) break;
    turns.unshift(turn);
  }
  const [first] = turns;
  const isWhole = turns.length === state.turns.length;
  const kept: Kept = {
    customerId: state.customerId,
    since: isWhole || first ? state.since : 0,
    turns,
    older: isWhole ? state.older : first ? { before: first.seq, asked: false } : null,
    rating: state.rating,
    receipts: state.receipts,
  };
  return JSON.stringify(kept);
}

export function restored(stored: Stored): ChatState {
  const state = initialState();
  const outgoing = Object.entries(stored)
    .flatMap(([key, value]) => (key.startsWith(OUTGOING_KEY) ? [outgoingFrom(value)] : []))
    .filter((known) => known !== null)
    .sort((one, other) => (one.cid < other.cid ? -1 : 1));
  const kept = keptFrom(stored.log);
  return { ...state, outgoing, readUpTo: Number(stored.read) || 0, ...(kept ?? {}) };
}

function keptFrom(text: string | undefined): Kept | null {
  if (text === undefined) return null;
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null;
    if (typeof kept?.customerId !== "string" || typeof kept.since !== "number" || !Array.isArray(kept.turns)) return null;
    const turns = kept.turns.filter((turn) => typeof turn?.id === "string" && typeof turn.seq === "number" && Array.isArray(turn.parts));
    const older = typeof kept.older?.before === "number" ? { before: kept.older.before, asked: false } : null;
    return {
      customerId: kept.customerId,
      since: kept.since,
      turns,
      older,
      rating: ratingFrom(kept.rating),
      receipts: kept.receipts ?? { delivered: 0, read: 0 },
    };
  } catch {
    return null;
  }
}

/** One of an earlier version says less, and is not shown any more. */
const ratingFrom = (rating: Partial<Rating> | undefined): Rating =>
  rating?.is === "given" && !("verdict" in rating) ? null : ((rating as Rating | undefined) ?? null);
