/** A tree on its way between two customers, page by page: bounded pieces, each complete in itself. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
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
  const fitting = rows.findIndex((row, at) => {
    units += JSON.stringify(row.turn).length;
    return at > 0 && units > PAGE_UNITS;
  });
  const page = fitting === -1 ? rows : rows.slice(0, fitting);
  const last = page.at(-1);
  return { rows: page, next: last && (fitting !== -1 || rows.length === PAGE_TURNS) ? String(last.turn.seq) : null };
}

/** All that goes along with these turns. */
export function pageAround(session: Session, rows: readonly SourcedTurn[], next: string | null): TreePage {
  const turns = rows.map((row) => row.turn);
  const ids = turns.map((turn) => turn.id);
  const conversations = [...new Set(turns.map((turn) => turn.conversationId))].flatMap((id): Conversation[] => {
    const conversation = session.store.conversation(id);
    return conversation ? [conversation] : [];
  });
  const topics = [...new Set(turns.flatMap((turn) => turn.topicId ?? []))].flatMap((id) => session.store.topic(id) ?? []);
  return {
    profile: session.head.profile,
    conversations,
    topics,
    turns,
    routes: [],
    next,
    version: session.head.version,
    sources: Object.fromEntries(rows.flatMap((row) => (row.source === null ? [] : [[row.turn.id, row.source]]))),
    sentIds: session.turns.sentIdsOf(ids),
    unthought: session.todos.unthought(ids),
    unsent: session.todos.outboxOf(ids).map(({ seq: _seq, lane: _lane, dueAt: _dueAt, ...unsent }) => unsent),
    beside: conversations.map(({ id }) => ({ conversationId: id, suggestions: session.store.suggestions(id), orders: session.store.orders(id) })),
  };
}

/** Where a turn of a page went: written new, or known already. */
export type Taken = { turn: Turn; fresh: boolean };

/** Work of a new turn that the giver had not finished. */
export function takeWork(session: Session, page: TreePage, taken: readonly Taken[]): void {
  const unthought = new Set(page.unthought ?? []);
  const unsent = new Map((page.unsent ?? []).map((row) => [row.turnId, row]));
  for (const { turn, fresh } of taken) {
    if (!fresh) continue;
    if (unthought.has(turn.id)) session.think(turn.id);
    const row = unsent.get(turn.id);
    if (!row) continue;
    session.todos.saveOutbox({ ...row, seq: turn.seq, lane: turn.channel.accountId, dueAt: session.now });
    session.sendSoon();
  }
  const ours = new Set(taken.map(({ turn }) => turn.id));
  for (const { accountId, providerId, turnId } of page.sentIds ?? []) if (ours.has(turnId)) session.turns.saveSentIds(accountId, [providerId], turnId);
}
