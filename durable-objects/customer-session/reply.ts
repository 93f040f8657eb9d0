/** Answers: who may write, where it goes, what waits in the outbox. */
import type { OutboundMessage } from "../../protocol/channels.ts";
import type { Conversation, ReplyRoute, Turn } from "../../protocol/conversation.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { Author } from "../../protocol/message.ts";
import type { NextStep, ReplyInput, ReplyOutcome } from "../../protocol/ports.ts";
import { happened, happenedTo } from "./happened.ts";
import { graftOfIdentity } from "./head.ts";
import { handoverSteps, tellTurn, withOwner } from "./ownership.ts";
import { afterTurn, LOCAL_CHANNELS } from "./record-turn.ts";
import { chooseRoute } from "./reply-route.ts";
import type { Session } from "./session.ts";

export interface Draft extends Pick<ReplyInput, "turnId" | "parts" | "choices" | "channel" | "at" | "cause"> {
  author: ReplyInput["author"];
  replyTo?: string | undefined;
  template?: OutboundMessage["template"];
  trace?: string | undefined;
}

type Queued = { outcome: "queued"; turn: Turn; conversation: Conversation; steps: NextStep[] } | { outcome: "no_route" } | { outcome: "closed"; why: string };

function replyTurn(session: Session, conversation: Conversation, draft: Draft, route: ReplyRoute, identity: string): Turn {
  const local = LOCAL_CHANNELS.has(route.channel.kind);
  const graft = graftOfIdentity(session.head, identity);
  return {
    id: draft.turnId,
    seq: session.nextSeq(),
    conversationId: conversation.id,
    topicId: null,
    kind: "reply",
    author: draft.author,
    channel: route.channel,
    identity,
    thread: route.thread,
    parts: draft.parts,
    ...(draft.choices ? { choices: draft.choices } : {}),
    ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
    at: draft.at,
    delivery: { state: local ? "sent" : "queued", at: draft.at },
    ...(draft.cause ? { cause: draft.cause } : {}),
    ...(graft ? { graftId: graft.graftId } : {}),
    ...(draft.trace === undefined ? {} : { trace: draft.trace }),
  };
}

/** Writes the reply's turn and, for outside channels, its outbox row. The caller saves the conversation. */
export function queueReply(session: Session, conversation: Conversation, draft: Draft, source: string | null): Queued {
  const route = chooseRoute(session, conversation, draft.channel);
  const to = route?.identities[0];
  if (!route || !to) return { outcome: "no_route" };
  if (route.closed !== undefined) return { outcome: "closed", why: route.closed };
  const turn = replyTurn(session, conversation, draft, route, identityKey(to));
  session.addTurn(turn, source);
  if (LOCAL_CHANNELS.has(route.channel.kind)) happenedTo(session, turn, "message.sent");
  else {
    const row = {
      turnId: turn.id,
      seq: turn.seq,
      lane: route.channel.accountId,
      state: "waiting" as const,
      dueAt: session.now,
      attempts: 0,
      authRetried: false,
    };
    session.todos.saveReply(draft.template ? { ...row, template: draft.template } : row);
    session.after.send(session.now);
  }
  session.head.currentId = conversation.id;
  const after = afterTurn(conversation, turn);
  session.after.tell({ news: "turn", turn, changed: false });
  return { outcome: "queued", turn, conversation: after, steps: tellTurn(after, turn, false) };
}

function lastReplyIn(session: Session, conversationId: string): { author: Author; at: number } | null {
  const turn = session.turns.last(conversationId).findLast((candidate) => candidate.kind === "reply");
  return turn ? { author: turn.author, at: turn.at } : null;
}

const ownedBy = (conversation: Conversation, author: Author): boolean =>
  conversation.owner.kind === "agent" && author.kind === "agent" && conversation.owner.agentId === author.id;

/**
 * May this author write now? An agent's words take a conversation that nobody has; another agent's conversation is closed to them.
 * An old epoch is refused, except from the agent who has it: their own first reply raised it.
 */
export function mayWrite(conversation: Conversation, input: Pick<ReplyInput, "author" | "epoch" | "force" | "cause">): boolean {
  if (ownedBy(conversation, input.author) || (input.force && input.author.kind === "agent")) return true;
  if (input.epoch !== undefined && input.epoch !== conversation.epoch) return false;
  if (input.author.kind === "bot" && input.cause) return conversation.owner.kind !== "agent";
  if (input.author.kind === "bot") return conversation.owner.kind === "bot" && conversation.status !== "resolved";
  return conversation.owner.kind !== "agent";
}

const replySource = (key: string): string => `reply\n${key}`;

/** One reply, once per key. Call inside a transaction. */
export function reply(session: Session, input: ReplyInput): ReplyOutcome {
  const first = session.stored ? session.turns.bySource(replySource(input.key)) : null;
  if (first) return { outcome: "queued", turn: first, duplicate: true, steps: [] };
  const moved = session.moved();
  if (moved) return moved;
  const before = session.stored ? session.store.conversation(input.conversationId) : null;
  if (!before) return { outcome: "refused", code: "unknown_conversation", detail: `No conversation ${input.conversationId} here` };
  if (input.parts.length === 0) return { outcome: "refused", code: "empty", detail: "A reply needs words or a file" };
  if (!mayWrite(before, input)) return { outcome: "stale", owner: before.owner, epoch: before.epoch, lastReply: lastReplyIn(session, before.id) };
  const stays = before.status === "open" || input.survey !== undefined;
  const open: Conversation = stays ? before : { ...before, status: "open", resolvedAt: null, snoozedUntil: null };
  const takes = input.author.kind === "agent" && !(input.force && before.owner.kind === "agent");
  const owned = takes && input.author.kind === "agent" ? withOwner(open, { kind: "agent", agentId: input.author.id }) : open;
  const queued = queueReply(session, owned, input, replySource(input.key));
  if (queued.outcome === "no_route") {
    return { outcome: "refused", code: "no_route", detail: "The customer has not written on that channel, so there is no way back" };
  }
  if (queued.outcome === "closed") return { outcome: "refused", code: "blocked", detail: `The customer cannot be reached there: ${queued.why}` };
  if (input.survey) session.head.survey = { conversationId: before.id, ...input.survey };
  if (before.status === "resolved" && !stays) happened(session, { type: "conversation.reopened", conversationId: before.id, by: input.author });
  if (owned.epoch !== before.epoch && input.author.kind === "agent") {
    happened(session, { type: "conversation.assigned", conversationId: before.id, by: input.author, detail: { agent: input.author.id, reason: "replied" } });
  }
  const handover = handoverSteps(session.head, before, owned, "taken", input.at);
  const steps = [...handover, ...queued.steps];
  session.saveConversation(queued.conversation);
  if (before.owner.kind !== owned.owner.kind || before.status !== owned.status) session.after.tell({ news: "state", conversation: queued.conversation });
  session.todo(steps);
  session.save(handover.length > 0 || before.status !== owned.status);
  return { outcome: "queued", turn: queued.turn, duplicate: false, steps };
}
