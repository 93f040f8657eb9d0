/** Open conversations. Pure. */
import { replaceEqualDeep } from "@tanstack/react-query";
import type { ConversationSummary, ConversationView, Turn } from "../../../protocol/conversation.ts";
import type { Suggestion } from "../../../protocol/understanding.ts";
import type { DeskState, Thread } from "./model.ts";

/** Both sets of turns by seq; of two versions the one told now stays. */
export function turnsWith(known: readonly Turn[], told: readonly Turn[]): Turn[] {
  const byId = new Map(known.map((turn) => [turn.id, turn]));
  for (const turn of told) byId.set(turn.id, turn);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** What the server says again stays the same object: nothing of it is drawn anew. A page that does not reach what is known would leave a hole: it then stands alone, and older turns are loaded from it. */
export function threadOfView(known: Thread | undefined, view: ConversationView): Thread {
  const meets = known?.turns.some((turn) => view.turns.some((told) => told.id === turn.id)) ?? false;
  const keep = known && (meets || view.turns.length === 0);
  const next: Thread = {
    customer: view.customer,
    turns: keep ? turnsWith(known.turns, view.turns) : view.turns,
    nextBefore: keep ? known.nextBefore : view.nextBefore,
    suggestions: stillOffered(view.suggestions, known?.putAway ?? []),
    putAway: known?.putAway ?? [],
    orders: view.orders,
    chooseOrder: known?.chooseOrder ?? false,
    window: view.window,
    channel: view.route?.channel ?? view.conversation.channels[0] ?? null,
    topics: view.topics,
    others: view.others,
    summary: summaryWith(known?.summary ?? null, view),
    degraded: known?.degraded ?? false,
  };
  return known ? replaceEqualDeep(known, next) : next;
}

/** The summary reads the page's turns: a page of the newest turn alone says less than what is known. */
function summaryWith(known: ConversationSummary | null, { turns, nextBefore, summary }: ConversationView): ConversationSummary | null {
  const isWhole = turns.length > 1 || nextBefore === null;
  return isWhole ? (summary ?? known) : known;
}

export const stillOffered = (suggestions: readonly Suggestion[], putAway: readonly string[]): Suggestion[] =>
  suggestions.filter(({ id }) => !putAway.includes(id));

/** What is on the screen of it is older than the server's. */
export const staleThread = (state: DeskState, conversationId: string, at: number): DeskState =>
  state.threads[conversationId] ? { ...state, stale: { ...state.stale, [conversationId]: at } } : state;

export function changeThread(state: DeskState, conversationId: string, change: (thread: Thread) => Thread): DeskState {
  const thread = state.threads[conversationId];
  return thread ? { ...state, threads: { ...state.threads, [conversationId]: change(thread) } } : state;
}
