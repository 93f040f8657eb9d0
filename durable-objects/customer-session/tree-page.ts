/** A tree on its way between two customers, page by page: bounded pieces, each complete in itself. */
import type { Turn } from "../../protocol/conversation.ts";
import type { TreePage } from "../../protocol/ports.ts";
import type { Session } from "./session.ts";
import type { SourcedTurn } from "./turn-store.ts";

const PAGE_TURNS = 250;
/** A page stays well under what one call between objects may carry (32 MiB). */
const PAGE_UNITS = 4_000_000;

/** The turns of the next page: of one graft, or of the whole tree. `next` is the cursor after them. */
export function pageTurns(session: Session, graftId: string | null, cursor: string | null): { rows: SourcedTurn[]; next: string | null } {
  const rows = session.turns.sourcedAfter(Number(cursor ?? 0), graftId, PAGE_TURNS);
  let units = 0;
  const tooMany = rows.findIndex((row, at) => {
    units += JSON.stringify(row.turn).length;
    return at > 0 && units > PAGE_UNITS;
  });
  const page = tooMany === -1 ? rows : rows.slice(0, tooMany);
  const last = page.at(-1);
  return { rows: page, next: last && (tooMany !== -1 || rows.length === PAGE_TURNS) ? String(last.turn.seq) : null };
}

/** All that goes along with these turns. */
export function pageAround(session: Session, rows: readonly SourcedTurn[], next: string | null): TreePage {
  const turns = rows.map((row) => row.turn);
  const conversations = [...new Set(turns.map((turn) => turn.conversationId))].map((id) => session.store.conversation(id)).filter((found) => found !== null);
  const spoken = new Set(turns.map((turn) => turn.topicId));
  return {
    profile: session.head.profile,
    conversations,
    topics: conversations.flatMap(({ id }) => session.store.topics(id)).filter((topic) => spoken.has(topic.id)),
    turns,
    routes: [],
    next,
    version: session.head.version,
    sources: Object.fromEntries(rows.map((row) => [row.turn.id, row.source])),
    unthought: rows.filter((row) => row.unthought).map((row) => row.turn.id),
    unsent: turns.flatMap((turn) => {
      const row = session.todos.reply(turn.id);
      if (!row) return [];
      const { seq: _seq, lane: _lane, dueAt: _dueAt, held: _held, ...unsent } = row;
      return [unsent];
    }),
    beside: conversations.map(({ id }) => ({ conversationId: id, suggestions: session.store.suggestions(id), orders: session.store.orders(id) })),
  };
}

/** Where a turn of a page went: written new, or known already. */
export type Taken = { turn: Turn; fresh: boolean };

/** Replies of these turns that the giver had not sent. */
export function takeUnsent(session: Session, page: TreePage, taken: readonly Turn[]): void {
  const unsent = new Map((page.unsent ?? []).map((row) => [row.turnId, row]));
  for (const turn of taken) {
    const row = unsent.get(turn.id);
    if (!row) continue;
    session.todos.saveReply({ ...row, seq: turn.seq, lane: turn.channel.accountId, dueAt: session.now });
    session.after.send(session.now);
  }
}

/** Platform ids of these turns, so that receipts find them. */
export function takeSent(session: Session, taken: readonly Turn[]): void {
  for (const turn of taken) session.store.saveSent(turn.channel.accountId, turn.moreProviderIds ?? [], turn.seq);
}

/** Topics of a page as they lie in this tree. */
export function takeTopics(session: Session, page: TreePage, taken: readonly Turn[]): void {
  for (const topic of page.topics) {
    const own = session.store.topics(topic.conversationId).find((known) => known.id === topic.id);
    const seqs = taken.filter((turn) => turn.topicId === topic.id).map((turn) => turn.seq);
    session.store.saveTopic({
      ...topic,
      intents: [...new Set([...(own?.intents ?? []), ...topic.intents])],
      firstSeq: Math.min(own?.firstSeq ?? Infinity, ...seqs),
      lastSeq: Math.max(own?.lastSeq ?? 0, ...seqs),
    });
  }
}

/** Suggestions and order cards of a page, where this tree has none of its own. */
export function takeBeside(session: Session, page: TreePage): void {
  for (const { conversationId, suggestions, orders } of page.beside ?? []) {
    if (suggestions.length > 0 && session.store.suggestions(conversationId).length === 0) session.store.saveSuggestions(conversationId, suggestions);
    if (orders.length > 0 && session.store.orders(conversationId).length === 0) session.store.saveOrders(conversationId, orders);
  }
}
