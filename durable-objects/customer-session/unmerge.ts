/** Undoing a merge at the survivor: the graft's turns, and what its identities said since, are given back and then removed. */
import type { Conversation, CustomerProfile, Turn } from "../../protocol/conversation.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { TreePage } from "../../protocol/ports.ts";
import { freeHelper } from "./consult.ts";
import type { Grafted } from "./head.ts";
import { MERGE_GRACE_MS } from "./merge-out.ts";
import { previewOf } from "./record-turn.ts";
import type { Session } from "./session.ts";
import { conversationIdAt } from "./session-merge.ts";
import { pageAround, pageTurns } from "./tree-page.ts";

export type Ungrafted = { outcome: "page"; page: TreePage; from: string } | { outcome: "refused"; code: string; detail: string };
/** Undone merges remembered, so that late words still find their customer. */
const MOST_LEFT = 20;
const OPEN_LOOKED_AT = 10;

const entryOf = (session: Session, graftId: string): Grafted | undefined =>
  session.head.grafted.find((grafted) => grafted.graftId === graftId && grafted.state !== "left");

/** From now on what the graft's identities say is handed on, and nothing is answered to them from here: the pages are complete. */
export function beginUngraft(session: Session, graftId: string): void {
  const grafted = entryOf(session, graftId);
  if (!grafted || session.head.movedTo) return;
  grafted.state = "leaving";
  session.thinking.letGo(graftId);
  for (const row of session.todos.unsent()) if (session.turns.bySeq(row.seq)?.graftId === graftId) session.todos.saveReply({ ...row, held: true });
  const routes = session.store.routesOfGraft(graftId);
  session.head.lastThreads = session.head.lastThreads.filter(
    (place) => !routes.some((route) => route.channel.accountId === place.accountId && route.thread === place.thread),
  );
  session.errand({ id: `unmerge:${graftId}`, errand: "unmerge", graftId, from: grafted.from }, MERGE_GRACE_MS);
  session.saveQuietly();
}

function profileOf(session: Session, grafted: Grafted): CustomerProfile {
  const { profile } = session.head;
  return {
    ...profile,
    id: grafted.from,
    identities: profile.identities.filter((identity) => grafted.identities.includes(identityKey(identity))),
    facts: profile.facts.filter((fact) => grafted.factIds.includes(fact.id)),
    grafts: [],
  };
}

/** A conversation as the other customer gets it: its own one back, or a copy of ours that holds only their turns. */
function conversationFor(grafted: Grafted, conversation: Conversation): Conversation {
  const { graftId: _, consult: __, ...bare } = conversation;
  if (conversation.graftId === grafted.graftId) return { ...bare, customerId: grafted.from };
  const owner = conversation.owner.kind === "agent" ? conversation.owner : { kind: "bot" as const };
  return { ...bare, id: conversationIdAt(conversation.id, grafted.from), customerId: grafted.from, owner };
}

/** One page back. `beginUngraft` came before. */
export function ungraft(session: Session, graftId: string, cursor: string | null): Ungrafted {
  const grafted = entryOf(session, graftId);
  if (!grafted) return { outcome: "refused", code: "unknown_graft", detail: "There is no such merge here, or it was undone already" };
  const { rows, next } = pageTurns(session, graftId, cursor);
  const page = pageAround(session, rows, next);
  const homes = new Map(page.conversations.map((conversation) => [conversation.id, conversationFor(grafted, conversation)]));
  const turns = page.turns.map((turn): Turn => {
    const home = homes.get(turn.conversationId)?.id ?? turn.conversationId;
    const { graftId: _, ...bare } = turn;
    return home === turn.conversationId ? bare : { ...bare, conversationId: home, topicId: null };
  });
  const stays = new Set(page.conversations.filter((conversation) => conversation.graftId !== graftId).map((conversation) => conversation.id));
  return {
    outcome: "page",
    from: grafted.from,
    page: {
      ...page,
      profile: profileOf(session, grafted),
      conversations: [...homes.values()],
      topics: page.topics.filter((topic) => !stays.has(topic.conversationId)),
      turns,
      routes: cursor === null ? session.store.routesOfGraft(graftId) : [],
      beside: (page.beside ?? []).filter(({ conversationId }) => !stays.has(conversationId)),
    },
  };
}

/** A conversation after some of its turns went: what lists show of it is told by the last that stayed. */
function withoutLost(session: Session, conversation: Conversation): void {
  const last = session.turns.page(conversation.id, null, 1)[0];
  if (!last) {
    session.store.removeConversation(conversation.id);
    delete session.head.dirtyConversations[conversation.id];
    return;
  }
  const waits = last.kind === "message" ? conversation.waitingSince : null;
  const preview = last.kind === "message" || last.kind === "reply" ? previewOf(last.parts) : conversation.preview;
  session.saveConversation({ ...conversation, lastTurnSeq: last.seq, lastTurnAt: last.at, waitingSince: waits, preview });
}

/** Our own words in a conversation that goes away stay, in a conversation of their own. */
function keepOwnTurns(session: Session, graftId: string, conversation: Conversation): void {
  const stay = session.turns.notOfGraft(conversation.id, graftId);
  if (stay.length === 0) return;
  const { graftId: _, consult: __, ...bare } = conversation;
  const own: Conversation = { ...bare, id: conversationIdAt(conversation.id, session.head.profile.id), customerId: session.head.profile.id };
  for (const turn of stay) session.changeTurn({ ...turn, conversationId: own.id, topicId: null });
  session.turns.forget();
  withoutLost(session, own);
  if (session.head.currentId === conversation.id) session.head.currentId = own.id;
}

/** The other customer has everything: the graft's rows go. Doing it twice changes nothing. */
export function dropGraft(session: Session, graftId: string): void {
  const { head } = session;
  const grafted = entryOf(session, graftId);
  if (!grafted) return;
  const holding = session.turns.conversationsOfGraft(graftId).flatMap((id) => session.store.conversation(id) ?? []);
  const leaving = holding.filter((conversation) => conversation.graftId === graftId);
  const touched = holding.filter((conversation) => conversation.graftId !== graftId);
  const gone = new Set(head.profile.facts.filter((fact) => grafted.factIds.includes(fact.id)).map((fact) => fact.id));
  session.todo(leaving.flatMap((conversation) => freeHelper(session, conversation)));
  for (const conversation of leaving) keepOwnTurns(session, graftId, conversation);
  for (const { turnId, seq } of session.todos.unsent()) if (session.turns.bySeq(seq)?.graftId === graftId) session.todos.removeReply(turnId);
  const given = session.turns.countMessages(graftId);
  session.turns.removeGraft(graftId);
  session.countMessages(-given);
  for (const route of session.store.routesOfGraft(graftId)) session.store.removeRoute(route);
  for (const conversation of leaving) {
    session.store.removeConversation(conversation.id);
    delete head.dirtyConversations[conversation.id];
  }
  for (const conversation of touched) withoutLost(session, conversation);
  head.profile.identities = head.profile.identities.filter((identity) => !grafted.identities.includes(identityKey(identity)));
  head.profile.facts = head.profile.facts.filter((fact) => !gone.has(fact.id));
  head.profile.grafts = head.profile.grafts.filter((known) => known.id !== graftId);
  grafted.state = "left";
  head.grafted = head.grafted.slice(-MOST_LEFT);
  if (!session.current()) {
    const open = session.store.conversations(null, OPEN_LOOKED_AT);
    head.currentId = (open.find((conversation) => conversation.status !== "resolved") ?? open[0])?.id ?? null;
  }
  session.todos.remove([`unmerge:${graftId}`]);
  session.save(true);
}
