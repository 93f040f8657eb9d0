/** What the read model is told: everything that changed since it last heard, in bounded pieces. */
import type { Turn } from "../../protocol/conversation.ts";
import type { ProjectTask } from "../../protocol/ports.ts";
import { forgetTold, toldEvents } from "./happened.ts";
import { backoffMs } from "./outbox.ts";
import { PROJECT_DELAY_MS, type Session } from "./session.ts";

const TURNS_TOLD = 200;
const CONVERSATIONS_TOLD = 100;

function deliveryOf(turn: Turn): ProjectTask["deliveries"] {
  if (turn.kind !== "reply" || !turn.delivery) return [];
  const { id: turnId, conversationId, channel, providerId, delivery } = turn;
  return [{ turnId, conversationId, channel, delivery, ...(providerId === undefined ? {} : { providerId }) }];
}

/** One piece; `projected` with the same task marks it as told. */
export function projectionOf(session: Session): ProjectTask {
  const { head } = session;
  session.changedSeqs.clear();
  const fresh = session.turns.freshAfter(head.projectedSeq, head.seq, TURNS_TOLD);
  const changed = Object.keys(head.dirtyTurns).flatMap((seq) => session.turns.bySeq(Number(seq)) ?? []);
  const turns = [...changed, ...fresh];
  const told = new Set([...Object.keys(head.dirtyConversations).slice(0, CONVERSATIONS_TOLD), ...turns.map((turn) => turn.conversationId)]);
  const conversations = [...told].flatMap((id) => session.store.conversation(id) ?? []);
  return {
    tenant: head.profile.tenant,
    customerId: head.profile.id,
    version: head.version,
    customer: head.profile,
    conversations,
    deliveries: turns.flatMap(deliveryOf),
    turns,
    suggestionsUsed: head.suggestionsUsed,
    events: toldEvents(session),
    tally: tallyOf(session),
  };
}

const tallyOf = ({ head, turns, thinking }: Session): ProjectTask["tally"] => ({
  messages: head.messages ?? turns.countMessages(),
  waiting: thinking.waiting,
});

/** The read model has this piece. What changed meanwhile, and what did not fit, stays due. */
export function projected(session: Session, task: ProjectTask): void {
  const { head } = session;
  for (const { id } of task.conversations) if ((head.dirtyConversations[id] ?? 0) <= task.version) delete head.dirtyConversations[id];
  for (const { seq } of task.turns) if ((head.dirtyTurns[seq] ?? 0) <= task.version) delete head.dirtyTurns[seq];
  for (const { seq } of task.turns) if (session.changedSeqs.has(seq)) head.dirtyTurns[seq] = head.version;
  head.projectedSeq = Math.max(head.projectedSeq, ...task.turns.map((turn) => turn.seq));
  head.suggestionsUsed = head.suggestionsUsed.slice(task.suggestionsUsed.length);
  forgetTold(session, task.events);
  forgetGone(session);
  head.projectAttempts = 0;
  const left = session.untold.any || head.projectedSeq < head.seq || Object.keys(head.dirtyConversations).length > 0 || Object.keys(head.dirtyTurns).length > 0;
  const full = task.turns.length >= TURNS_TOLD || task.conversations.length >= CONVERSATIONS_TOLD;
  // Not written: after a crash the read model is told again, and knows it already.
  head.projectAt = left ? (full ? session.now : session.later(PROJECT_DELAY_MS)) : null;
  if (head.projectAt !== null) session.after.ring(head.projectAt);
}

/** What went with an undone merge, a retention rule or an erasure is never told: waiting for it would ring for ever. */
function forgetGone({ head, store, turns }: Session): void {
  for (const id of Object.keys(head.dirtyConversations)) if (!store.conversation(id)) delete head.dirtyConversations[id];
  for (const seq of Object.keys(head.dirtyTurns).map(Number)) if (!turns.bySeq(seq)) delete head.dirtyTurns[seq];
  if (head.projectedSeq < head.seq && turns.freshAfter(head.projectedSeq, head.seq, 1).length === 0) head.projectedSeq = head.seq;
}

/** It could not be told now. */
export function projectLater(session: Session, chance: number): void {
  session.head.projectAttempts++;
  session.head.projectAt = session.now + backoffMs(session.head.projectAttempts, chance);
  session.after.ring(session.head.projectAt);
}

/** A customer who was merged away is told as a name alone: conversations and identities are the survivor's to tell. */
const nameAlone = (session: Session): ProjectTask => ({
  tenant: session.head.profile.tenant,
  customerId: session.head.profile.id,
  version: session.head.version,
  customer: { ...session.head.profile, identities: [] },
  conversations: [],
  deliveries: [],
  turns: [],
  suggestionsUsed: [],
  events: [],
  ...(session.head.movedTo ? { movedTo: session.head.movedTo.customerId } : {}),
});

/** Everything is told again, from the first turn on: the first piece is given back, the alarm tells the whole. */
export function projectAgain(session: Session): ProjectTask {
  if (session.moved()) return nameAlone(session);
  session.head.projectedSeq = 0;
  session.head.dirtyTurns = {};
  session.save(true);
  return projectionOf(session);
}
