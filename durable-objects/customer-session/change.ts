/** Changes of a conversation by people and the queue: idempotent by key, judged by epoch, each leaves what is to be done next. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import type { ChangeInput, ChangeOutcome, ConversationChange, NextStep } from "../../protocol/ports.ts";
import { calledBack, turnHasCome, wantCallBack } from "./call-back.ts";
import { label, note, priority, rate, setFact, takeSuggestion } from "./change-marks.ts";
import { assign, reopen, resolve, snooze, transfer } from "./change-owner.ts";
import { answerConsult, askColleague, consultSteps, endConsult } from "./consult.ts";
import { agentOf } from "./ownership.ts";
import type { Session } from "./session.ts";
import type { Viewer } from "./viewers.ts";

/** What a change makes of a conversation. */
export interface Changed {
  conversation: Conversation;
  turn?: Turn;
  steps?: NextStep[];
}
export type Decision = Changed | { refused: "not_allowed" | "already"; detail: string };

/** Changes of who speaks: a writer with an old epoch is refused. Marks (labels, notes) never collide. */
const OWNER_CHANGES: ReadonlySet<ConversationChange["change"]> = new Set(["assign", "transfer", "consult", "consult_end", "resolve", "reopen", "snooze"]);

function decide(session: Session, conversation: Conversation, input: ChangeInput): Decision {
  const { change } = input;
  switch (change.change) {
    case "assign":
      return assign(session, conversation, input, change);
    case "transfer":
      return transfer(session, conversation, input, change);
    case "consult":
      return askColleague(session, conversation, input, change);
    case "consult_answer":
      return answerConsult(session, conversation, input, change);
    case "consult_end":
      return endConsult(session, conversation, input, change);
    case "call_back":
      return wantCallBack(session, conversation, input, change);
    case "called_back":
      return calledBack(session, conversation, input, change);
    case "resolve":
      return resolve(session, conversation, input, change);
    case "reopen":
      return reopen(session, conversation, input);
    case "snooze":
      return snooze(session, conversation, input, change);
    case "note":
      return note(session, conversation, input, change);
    case "label":
      return label(session, conversation, input, change);
    case "priority":
      return priority(session, conversation, input, change);
    case "suggestion":
      return takeSuggestion(session, conversation, input, change);
    case "fact":
      return setFact(session, conversation, input, change);
    case "rate":
      return rate(session, conversation, input, change);
    case "read":
    case "typing":
    case "viewing":
      return { conversation };
    default:
      return change satisfies never;
  }
}

/** Typing is shown and forgotten; what was read is kept with the next write. */
function passing(session: Session, conversation: Conversation, { change, by }: ChangeInput): ChangeOutcome | null {
  if (change.change === "viewing") {
    if (by.kind === "agent") tellViewers(session, conversation.id, { agentId: by.id, name: by.name ?? by.id, typing: change.typing }, change.on);
    return { outcome: "changed", conversation, turn: null, steps: [], duplicate: false };
  }
  if (change.change === "typing") {
    session.after.tell({ news: "typing", conversationId: conversation.id, on: change.on });
    return { outcome: "changed", conversation, turn: null, steps: [], duplicate: false };
  }
  if (change.change === "read") {
    if (change.upToSeq > session.head.agentReadSeq) {
      session.head.agentReadSeq = Math.min(change.upToSeq, session.head.seq);
      session.after.tell({ news: "receipt", conversationId: conversation.id, upToSeq: session.head.agentReadSeq, state: "read" });
    }
    return { outcome: "changed", conversation, turn: null, steps: [], duplicate: false };
  }
  return null;
}

/** Everybody who looks is told of the others, and whoever went that nobody is there for them any more. */
function tellViewers(session: Session, conversationId: string, viewer: Viewer, on: boolean): void {
  const viewers = session.viewers.note(conversationId, viewer, on, session.now);
  for (const { agentId } of viewers ?? []) {
    const agents = viewers?.filter((other) => other.agentId !== agentId) ?? [];
    session.after.whisper(agentId, { t: "viewing", conversationId, agents }, session.now);
  }
}

/** The agent who has the conversation hears of a change somebody else made. */
function tellOwner(session: Session, input: ChangeInput, before: Conversation, after: Conversation): NextStep[] {
  const agentId = agentOf(after);
  if (agentId === null || agentOf(before) !== agentId || before === after) return [];
  const id = `conversation:${after.id}:${session.head.version + 1}`;
  return [
    { id: `tell:${id}`, step: "tell", agentId, events: [{ id, at: input.at, type: "conversation", conversation: after, name: session.head.profile.name }] },
  ];
}

/** One change, once per key. Call inside a transaction. */
export function changeConversation(session: Session, input: ChangeInput): ChangeOutcome {
  const moved = session.moved();
  if (moved) return moved;
  const before = session.stored ? session.store.conversation(input.conversationId) : null;
  if (!before) return { outcome: "refused", code: "unknown_conversation", detail: `No conversation ${input.conversationId} here` };
  const quick = passing(session, before, input);
  if (quick) return quick;
  const source = `change\n${input.key}`;
  const seen = session.store.seen(source);
  if (seen) return { outcome: "changed", conversation: before, turn: seen.turnId ? session.turns.bySeq(seen.seq) : null, steps: [], duplicate: true };
  if (OWNER_CHANGES.has(input.change.change) && input.epoch !== undefined && input.epoch !== before.epoch) {
    return { outcome: "stale", owner: before.owner, epoch: before.epoch };
  }
  const decision = decide(session, before, input);
  if ("refused" in decision) return { outcome: "refused", code: decision.refused, detail: decision.detail };
  const { turn } = decision;
  const { conversation, steps: callSteps } = turnHasCome(session, before, decision.conversation);
  const steps = [
    ...(decision.steps ?? []),
    ...callSteps,
    ...tellOwner(session, input, before, conversation),
    ...consultSteps(session, input, before, conversation),
  ];
  session.saveConversation(conversation);
  session.store.saveSeen(source, { turnId: turn?.id ?? null, conversationId: conversation.id, seq: turn?.seq ?? session.head.seq });
  if (before.owner !== conversation.owner || before.status !== conversation.status || before.callBack !== conversation.callBack)
    session.after.tell({ news: "state", conversation });
  session.todo(steps);
  session.save(true);
  return { outcome: "changed", conversation, turn: turn ?? null, steps, duplicate: false };
}
