/**
 * "Write to me, or call me, when it is my turn": the wish is kept with the conversation, whose place in the line stays. When an agent gets it, the
 * customer is written to on their channel, or the agent is asked to call the number and to say what came of it.
 */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import { CALL_BACK } from "../../protocol/automation.ts";
import type { Conversation } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { ChangeInput, ConversationChange, NextStep } from "../../protocol/ports.ts";
import type { Decision } from "./change.ts";
import { sayInside } from "./event-turn.ts";
import { withFactSet } from "./facts.ts";
import { agentOf } from "./ownership.ts";
import { queueReply } from "./reply.ts";
import type { Session } from "./session.ts";

type Change<K extends ConversationChange["change"]> = Extract<ConversationChange, { change: K }>;
/** Only while nobody answers them: with an agent there is nothing to wait for. */
export function wantCallBack(session: Session, before: Conversation, input: ChangeInput, { wanted }: Change<"call_back">): Decision {
  if (before.owner.kind !== "queue") return { refused: "not_allowed", detail: "This conversation does not wait in a line" };
  const { callBack: known, ...without } = before;
  if (wanted === null) return known ? sayInside(session, without, input, "call_back_unwanted", {}) : { conversation: before };
  const { phone, email } = wanted;
  const detail: Record<string, string> = { ...(phone === undefined ? {} : { phone }), ...(email === undefined ? {} : { email }) };
  const told = sayInside(session, { ...without, callBack: { ...wanted, at: input.at } }, input, "call_back_wanted", detail);
  const { profile } = session.head;
  const source = { turnId: told.turn.id, channel: told.turn.channel.kind, at: input.at };
  for (const [name, value] of Object.entries(detail)) profile.facts = withFactSet(profile.facts, { id: newId("fa", session.now), name, value, source });
  return told;
}

/** Who was not reached still waits for the call. */
export function calledBack(session: Session, before: Conversation, input: ChangeInput, { reached }: Change<"called_back">): Decision {
  const { callBack, ...done } = before;
  if (!callBack) return { refused: "already", detail: "Nobody waits to be called back here" };
  return sayInside(session, reached ? done : before, input, "called_back", { reached: reached ? "yes" : "no", phone: callBack.phone ?? "" });
}

/** An agent has the conversation now: the customer is written to, or the agent asked to call. */
export function turnHasCome(session: Session, before: Conversation, after: Conversation): { conversation: Conversation; steps: NextStep[] } {
  const agentId = agentOf(after);
  const { callBack, ...done } = after;
  if (!callBack || agentId === null || agentId === agentOf(before)) return { conversation: after, steps: [] };
  if (callBack.phone !== undefined) return { conversation: after, steps: [callTask(session, after, agentId, callBack.phone)] };
  // An agent who had it has written already.
  if (before.owner.kind === "agent") return { conversation: done, steps: [] };
  const parts = [{ type: "text" as const, text: callBack.words }];
  const draft = { turnId: newId("tn", session.now), author: { kind: "bot" as const }, parts, at: session.now, cause: [CALL_BACK] };
  const written = queueReply(session, done, draft, null);
  if (written.outcome !== "queued") return { conversation: done, steps: [] };
  // That it is their turn answers nothing: the customer still waits for the agent.
  return { conversation: { ...written.conversation, waitingSince: after.waitingSince }, steps: written.steps };
}

function callTask(session: Session, { id: conversationId, epoch }: Conversation, agentId: string, phone: string): NextStep {
  const id = `call-back:${conversationId}:${epoch}`;
  const event: DeskEvent = { id, at: session.now, type: "notice", code: "call_back", detail: phone, conversationIds: [conversationId] };
  return { id: `tell:${id}`, step: "tell", agentId, events: [event] };
}
