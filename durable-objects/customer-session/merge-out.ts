/** A merge at the absorbed customer: the tombstone, the tree given away page by page, and the tree taken back when the merge is undone. */
import type { Conversation, Graft, Turn } from "../../protocol/conversation.ts";
import type { Moved, TreePage } from "../../protocol/ports.ts";
import { withFacts } from "./facts.ts";
import { carriedEvents } from "./happened.ts";
import { graftOfIdentity, withLastThread } from "./head.ts";
import { withIdentities } from "./record-turn.ts";
import type { Session } from "./session.ts";
import { joinConversation, joinTurn } from "./session-merge.ts";
import { pageAround, pageTurns, takeSent, takeTopics, takeUnsent } from "./tree-page.ts";

/** A merge that did not end by then is finished by the alarm, ms. */
export const MERGE_GRACE_MS = 30_000;

/** Puts up the tombstone. From now on writes are answered `moved`; what was not finished goes along with the pages. */
export function moveTo(session: Session, survivor: string, graft: Graft): { outcome: "moving" } | Moved {
  const { head } = session;
  if (head.movedTo) return head.movedTo.graftId === graft.id ? { outcome: "moving" } : { outcome: "moved", to: head.movedTo.customerId };
  // Merged the other way round before: this is the survivor already, and a ring of tombstones would lose people.
  const isSurvivor = survivor === head.profile.id || head.grafted.some((grafted) => grafted.from === survivor && grafted.state !== "left");
  if (isSurvivor) return { outcome: "moved", to: head.profile.id };
  head.movedTo = { customerId: survivor, graftId: graft.id, at: session.now };
  session.errand({ id: `merge:${graft.id}`, errand: "merge", into: survivor, graft }, MERGE_GRACE_MS);
  session.saveQuietly();
  return { outcome: "moving" };
}

export function exportTree(session: Session, cursor: string | null): TreePage {
  const { rows, next } = pageTurns(session, null, cursor);
  const page = pageAround(session, rows, next);
  return cursor === null ? { ...page, routes: session.store.routes(), events: carriedEvents(session) } : page;
}

/** A turn of the page at home: its own copy keeps its place, a new one gets the next. */
function takeBack(session: Session, turn: Turn, source: string | null, unthought: boolean): Turn | null {
  const { graftId: _, ...given } = turn;
  const own = session.turns.bySource(source ?? `\n${turn.id}`);
  if (own) {
    if (own.id !== turn.id) return null;
    const joined = { ...joinTurn(own, given), seq: own.seq, conversationId: own.conversationId };
    const kept: Turn = own.graftId === undefined ? joined : { ...joined, graftId: own.graftId };
    session.thoughtAbout(kept);
    if (unthought) session.thinkAgain(kept, session.now);
    return kept;
  }
  const graft = graftOfIdentity(session.head, turn.identity);
  const fresh: Turn = { ...given, seq: session.nextSeq(), ...(graft ? { graftId: graft.graftId } : {}) };
  session.addTurn(fresh, source, unthought);
  return fresh;
}

function takeConversationBack(session: Session, given: Conversation, turns: readonly Turn[]): void {
  const { graftId: _, ...bare } = given;
  const own = session.store.conversation(given.id);
  const last = Math.max(own?.lastTurnSeq ?? 0, ...turns.filter((turn) => turn.conversationId === given.id).map((turn) => turn.seq));
  const joined: Conversation = { ...(own ? joinConversation(own, bare) : bare), customerId: session.head.profile.id, lastTurnSeq: last };
  session.saveConversation(own?.graftId === undefined ? joined : { ...joined, graftId: own.graftId });
}

/** Takes a page back; with the last one the tombstone comes down. */
export function restore(session: Session, page: TreePage, last: boolean): void {
  const { head } = session;
  const unthought = new Set(page.unthought);
  // What was waiting here when the tree went away has been done there, or comes back with the page.
  for (const { id } of page.turns) session.todos.removeReply(id);
  const turns = page.turns.flatMap((turn) => takeBack(session, turn, page.sources?.[turn.id] ?? null, unthought.has(turn.id)) ?? []);
  for (const conversation of page.conversations) takeConversationBack(session, conversation, turns);
  takeTopics(session, page, turns);
  for (const { conversationId, suggestions, orders } of page.beside ?? []) {
    session.store.saveSuggestions(conversationId, suggestions);
    session.store.saveOrders(conversationId, orders);
  }
  for (const route of page.routes) {
    session.store.saveRoute(route, null);
    head.lastThreads = withLastThread(head.lastThreads, { accountId: route.channel.accountId, thread: route.thread });
  }
  takeSent(session, turns);
  takeUnsent(session, page, turns);
  head.profile.identities = withIdentities(head.profile.identities, page.profile.identities);
  head.profile.facts = withFacts(head.profile.facts, page.profile.facts);
  head.profile.lastSeenAt = Math.max(head.profile.lastSeenAt, page.profile.lastSeenAt);
  head.version = Math.max(head.version, page.version ?? 0);
  if (last && head.movedTo) {
    session.todos.remove([`merge:${head.movedTo.graftId}`]);
    head.movedTo = null;
    head.projectedSeq = 0;
  }
  session.save(true);
}
