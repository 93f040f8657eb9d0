/** A merge at the absorbed customer: the tombstone, the tree given away page by page, and the tree taken back when the merge is undone. */
import type { Conversation, Graft, Turn } from "../../protocol/conversation.ts";
import type { Moved, TreePage } from "../../protocol/ports.ts";
import { withFacts } from "./facts.ts";
import { graftOfIdentity } from "./head.ts";
import { withIdentities } from "./record-turn.ts";
import type { Session } from "./session.ts";
import { joinConversation, joinTurn } from "./session-merge.ts";
import { pageAround, pageTurns, type Taken, takeWork } from "./tree-page.ts";

/** A merge that did not end by then is finished by the alarm, ms. */
export const MERGE_GRACE_MS = 30_000;
const ROUTES_GIVEN = 200;

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
  return cursor === null ? { ...page, routes: session.store.routes(ROUTES_GIVEN) } : page;
}

/** A turn of the page at home: its own copy keeps its place, a new one gets the next. */
function takeBack(session: Session, turn: Turn, source: string | null): Taken | null {
  const { graftId: _, ...given } = turn;
  const own = session.turns.byId(turn.id);
  if (own) {
    const joined = { ...joinTurn(own, given), seq: own.seq, conversationId: own.conversationId };
    const kept: Turn = own.graftId === undefined ? joined : { ...joined, graftId: own.graftId };
    session.changeTurn(kept);
    return { turn: kept, fresh: false };
  }
  if (source !== null && session.turns.bySource(source)) return null;
  const graft = graftOfIdentity(session.head, turn.identity);
  const fresh: Turn = { ...given, seq: session.nextSeq(), ...(graft ? { graftId: graft.graftId } : {}) };
  session.addTurn(fresh, source);
  return { turn: fresh, fresh: true };
}

function takeConversationBack(session: Session, given: Conversation, taken: readonly Taken[]): void {
  const { graftId: _, ...bare } = given;
  const own = session.store.conversation(given.id);
  const last = Math.max(own?.lastTurnSeq ?? 0, ...taken.filter(({ turn }) => turn.conversationId === given.id).map(({ turn }) => turn.seq));
  const joined: Conversation = { ...(own ? joinConversation(own, bare) : bare), customerId: session.head.profile.id, lastTurnSeq: last };
  session.saveConversation(own?.graftId === undefined ? joined : { ...joined, graftId: own.graftId });
}

/** Takes a page back; with the last one the tombstone comes down. */
export function restore(session: Session, page: TreePage, last: boolean): void {
  const { head } = session;
  // What was waiting here when the tree went away has been done there, or comes back with the page.
  for (const { id } of page.turns) {
    session.todos.remove([`think:${id}`]);
    session.todos.removeOutbox(id);
  }
  const taken = page.turns.flatMap((turn) => takeBack(session, turn, page.sources?.[turn.id] ?? null) ?? []);
  for (const conversation of page.conversations) takeConversationBack(session, conversation, taken);
  for (const topic of page.topics) {
    const own = session.store.topic(topic.id);
    const place = taken.filter(({ turn }) => turn.topicId === topic.id).map(({ turn }) => turn.seq);
    session.store.saveTopic({ ...topic, firstSeq: Math.min(own?.firstSeq ?? Infinity, ...place), lastSeq: Math.max(own?.lastSeq ?? 0, ...place) });
  }
  for (const route of page.routes) session.store.saveRoute(route, graftOfRoute(session, route.identities[0]));
  for (const { conversationId, suggestions, orders } of page.beside ?? []) {
    if (suggestions.length > 0) session.store.saveSuggestions(suggestions[0]?.turnId ?? "", conversationId, suggestions);
    if (orders.length > 0) session.store.saveOrders(conversationId, orders);
  }
  takeWork(
    session,
    { ...page, unthought: page.unthought ?? [] },
    taken.map((item) => ({ ...item, fresh: true })),
  );
  head.profile.identities = withIdentities(head.profile.identities, page.profile.identities);
  head.profile.facts = withFacts(head.profile.facts, page.profile.facts);
  head.profile.lastSeenAt = Math.max(head.profile.lastSeenAt, page.profile.lastSeenAt);
  head.version = Math.max(head.version, page.version ?? 0);
  if (last && head.movedTo) {
    session.todos.remove([`merge:${head.movedTo.graftId}`]);
    head.movedTo = null;
    head.projectedSeq = 0;
  }
  session.save();
}

function graftOfRoute(session: Session, identity: TreePage["profile"]["identities"][number] | undefined): string | null {
  return identity
    ? (graftOfIdentity(session.head, `${identity.kind}:${encodeURIComponent(identity.scope)}:${encodeURIComponent(identity.value)}`)?.graftId ?? null)
    : null;
}
