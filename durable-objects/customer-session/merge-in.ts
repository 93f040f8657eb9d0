/** A merge at the survivor: a tree is grafted in page by page. A page that comes twice changes nothing. */
import type { Conversation, Graft, ReplyRoute, Turn } from "../../protocol/conversation.ts";
import { identityKey, newId } from "../../protocol/ids.ts";
import type { GraftOutcome, NextStep, TreePage } from "../../protocol/ports.ts";
import { addUnspoken } from "./event-turn.ts";
import { withFacts } from "./facts.ts";
import { happened, takeEvents } from "./happened.ts";
import { type Grafted, withLastThread } from "./head.ts";
import { MERGE_GRACE_MS } from "./merge-out.ts";
import { ticketOf } from "./ownership.ts";
import { withIdentities } from "./record-turn.ts";
import type { Session } from "./session.ts";
import { joinConversation, joinRoute, joinTurn } from "./session-merge.ts";
import { type Taken, takeBeside, takeSent, takeTopics, takeUnsent } from "./tree-page.ts";

/** The newest conversations, among which open ones of a graft are handed over; older ones are history. */
const HANDED_OVER = 50;

/** The entry of a graft that is being taken in; made with its first page. */
function entryOf(session: Session, graft: Graft, page: TreePage): { grafted: Grafted; first: boolean } {
  const { head } = session;
  const known = head.grafted.find((grafted) => grafted.graftId === graft.id);
  if (known) return { grafted: known, first: false };
  const own = new Set(head.profile.identities.map(identityKey));
  const ownFacts = new Set(head.profile.facts.map((fact) => fact.id));
  const grafted: Grafted = {
    graftId: graft.id,
    from: graft.from,
    identities: page.profile.identities.map(identityKey).filter((key) => !own.has(key)),
    factIds: page.profile.facts.map((fact) => fact.id).filter((id) => !ownFacts.has(id)),
    state: "here",
  };
  // Somebody who was here before and left comes back: their words stay here again.
  head.grafted = [...head.grafted.filter((other) => other.from !== graft.from), grafted];
  head.profile.grafts = [...head.profile.grafts.filter((other) => other.id !== graft.id), graft];
  return { grafted, first: true };
}

function takeTurn(session: Session, graftId: string, turn: Turn, source: string | null, unthought: boolean): Taken | null {
  const own = session.turns.bySource(source ?? `\n${turn.id}`);
  if (own) {
    // Delivered again while the merge was under way, and recorded here: it is the same message.
    if (own.id !== turn.id) return null;
    const joined: Turn = { ...joinTurn(own, turn), seq: own.seq, conversationId: own.conversationId };
    const kept: Turn = own.graftId === undefined ? withoutGraft(joined) : { ...joined, graftId: own.graftId };
    if (JSON.stringify(kept) !== JSON.stringify(own)) session.changeTurn(kept);
    return { turn: kept, fresh: false };
  }
  const fresh: Turn = { ...turn, seq: session.nextSeq(), graftId };
  session.addTurn(fresh, source, unthought);
  return { turn: fresh, fresh: true };
}

function withoutGraft(turn: Turn): Turn {
  const { graftId: _, ...bare } = turn;
  return bare;
}

function takeConversation(session: Session, graftId: string, given: Conversation, turns: readonly Turn[]): void {
  const own = session.store.conversation(given.id);
  const last = Math.max(own?.lastTurnSeq ?? 0, ...turns.filter((turn) => turn.conversationId === given.id).map((turn) => turn.seq));
  const customerId = session.head.profile.id;
  if (!own) {
    session.saveConversation({ ...given, customerId, graftId, lastTurnSeq: last });
    if (given.status === "snoozed" && given.snoozedUntil !== null) session.wake(given.id, given.snoozedUntil);
    return;
  }
  const joined: Conversation = { ...joinConversation(own, { ...given, customerId }), customerId, lastTurnSeq: last };
  session.saveConversation(own.graftId === undefined ? joined : { ...joined, graftId: own.graftId });
}

function takeRoutes(session: Session, graftId: string, routes: readonly ReplyRoute[]): void {
  const newest = session.head.lastThreads[0];
  const newestAt = newest ? (session.store.route(newest.accountId, newest.thread)?.lastInboundAt ?? 0) : 0;
  for (const route of [...routes].sort((a, b) => a.lastInboundAt - b.lastInboundAt)) {
    const place = { accountId: route.channel.accountId, thread: route.thread };
    const own = session.store.route(place.accountId, place.thread);
    session.store.saveRoute(own ? joinRoute(own, route) : route, graftId);
    const threads = session.head.lastThreads;
    const known = threads.some((thread) => thread.accountId === place.accountId && thread.thread === place.thread);
    if (!known) session.head.lastThreads = route.lastInboundAt >= newestAt ? withLastThread(threads, place) : [...threads, place];
  }
}

/** Whoever holds an open conversation of the graft, or has it waiting, hears whose it is now. */
function handOver(session: Session, graftId: string): NextStep[] {
  const open = session.store.conversations(null, HANDED_OVER).filter((conversation) => conversation.graftId === graftId && conversation.status !== "resolved");
  const current = [session.current(), ...open].filter((conversation) => conversation !== null && conversation.status !== "resolved");
  const newest = current.reduce<Conversation | null>((a, b) => (b && (!a || b.lastTurnAt > a.lastTurnAt) ? b : a), null);
  if (newest) session.head.currentId = newest.id;
  return open.flatMap((conversation): NextStep[] => {
    const { owner } = conversation;
    const id = `merged:${graftId}:${conversation.id}`;
    if (owner.kind === "agent") {
      const event = { id, at: session.now, type: "conversation" as const, conversation, name: session.head.profile.name };
      return [{ id: `tell:${id}`, step: "tell", agentId: owner.agentId, events: [event] }];
    }
    if (owner.kind === "bot") return [];
    const wish = { priority: conversation.priority, skills: [], intents: [], wantedAgentId: null };
    return [{ id: `enqueue:${id}`, step: "enqueue", ticket: ticketOf(session.head, conversation, owner.teamId, wish, session.now) }];
  });
}

function meetProfile(session: Session, page: TreePage): void {
  const { profile } = session.head;
  profile.name ??= page.profile.name;
  profile.avatarUrl ??= page.profile.avatarUrl;
  profile.locale ??= page.profile.locale;
  profile.identities = withIdentities(profile.identities, page.profile.identities);
  profile.facts = withFacts(profile.facts, page.profile.facts);
  profile.firstSeenAt = Math.min(profile.firstSeenAt, page.profile.firstSeenAt);
  profile.lastSeenAt = Math.max(profile.lastSeenAt, page.profile.lastSeenAt);
}

function sayMerged(session: Session, graft: Graft): void {
  const current = session.current();
  if (!current) return;
  const event = { name: "merged", detail: { from: graft.from, graft: graft.id, by: graft.by, evidence: graft.evidence } };
  const said = addUnspoken(session, current, { id: newId("ev", session.now), kind: "event", author: { kind: "system" }, at: session.now, event });
  session.saveConversation(said.conversation);
}

/** Takes one page in. Call inside a transaction. */
export function takePage(session: Session, graft: Graft, page: TreePage): GraftOutcome {
  const moved = session.moved();
  if (moved) return moved;
  if (graft.from === session.head.profile.id) return { outcome: "refused", code: "same", detail: "A customer cannot be merged into itself" };
  const before = session.head.grafted.find((grafted) => grafted.graftId === graft.id);
  if (before && before.state !== "here") return { outcome: "refused", code: "undone", detail: "This merge was undone" };
  const { first } = entryOf(session, graft, page);
  if (first) {
    sayMerged(session, graft);
    const detail = { from: graft.from, graft: graft.id, evidence: graft.evidence };
    happened(session, { type: "customer.merged", conversationId: session.current()?.id ?? null, by: { kind: "system" }, detail });
    session.errand({ id: `merge:${graft.id}`, errand: "merge", into: session.head.profile.id, graft }, MERGE_GRACE_MS);
  }
  const unthought = new Set(page.unthought);
  const taken = page.turns.flatMap((turn) => takeTurn(session, graft.id, turn, page.sources?.[turn.id] ?? null, unthought.has(turn.id)) ?? []);
  const turns = taken.map(({ turn }) => turn);
  for (const conversation of page.conversations) takeConversation(session, graft.id, conversation, turns);
  takeTopics(session, page, turns);
  takeBeside(session, page);
  takeRoutes(session, graft.id, page.routes);
  const fresh = taken.filter((each) => each.fresh).map(({ turn }) => turn);
  takeSent(session, fresh);
  takeUnsent(session, page, fresh);
  meetProfile(session, page);
  session.head.version = Math.max(session.head.version, page.version ?? 0);
  takeEvents(session, page.events ?? []);
  const done = page.next === null;
  if (done) {
    session.todos.remove([`merge:${graft.id}`]);
    session.todo(handOver(session, graft.id), 0);
  }
  session.save(true);
  return { outcome: "grafted", graft, done };
}
