/** Changes of who answers a conversation, and whether it is open. */
import type { Conversation, Owner } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { ChangeInput, ConversationChange, NextStep, Ticket } from "../../protocol/ports.ts";
import type { Changed, Decision } from "./change.ts";
import { addUnspoken } from "./event-turn.ts";
import { happened, happenedBy } from "./happened.ts";
import { handoverSteps, sameOwner, ticketOf, withOwner } from "./ownership.ts";
import type { Session } from "./session.ts";

type Change<K extends ConversationChange["change"]> = Extract<ConversationChange, { change: K }>;
/** Conversations looked through for another open one when the current one ends. */
const OPEN_LOOKED_AT = 10;

export type OwnerEvent = "assigned" | "transferred" | "resolved" | "reopened" | "snoozed";

export function withEvent(
  session: Session,
  conversation: Conversation,
  input: ChangeInput,
  name: OwnerEvent,
  detail: Record<string, string | undefined>,
): Changed {
  const known = Object.entries(detail).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  const id = newId("ev", session.now);
  const said = addUnspoken(session, conversation, { id, kind: "event", author: input.by, at: input.at, event: { name, detail: Object.fromEntries(known) } });
  happenedBy(session, input, `conversation.${name}`, said.turn.seq, Object.fromEntries(known));
  return said;
}

/**
 * Steps of a handover. When the queue itself assigns (by: system), it has already closed the ticket and told the agent.
 */
export function handover(session: Session, before: Conversation, after: Conversation, input: ChangeInput, reason: string): NextStep[] {
  const steps = handoverSteps(session.head, before, after, reason, input.at);
  if (input.by.kind !== "system" || before.owner.kind !== "queue" || after.owner.kind !== "agent") return steps;
  return steps.filter((step) => step.step !== "withdraw" && step.step !== "hold" && !step.id.startsWith("tell-assigned:"));
}

interface Wanted {
  agentId: string | null;
  sentFrom?: Ticket["sentFrom"];
}

function enqueueStep(session: Session, queued: Conversation, teamId: string, { agentId, sentFrom }: Wanted): NextStep {
  const wish = { priority: queued.priority, skills: [], intents: [], wantedAgentId: agentId };
  const ticket = ticketOf(session.head, queued, teamId, wish, session.now);
  return { id: `enqueue:${queued.id}:${queued.epoch}`, step: "enqueue", ticket: sentFrom ? { ...ticket, sentFrom } : ticket };
}

export const opened = (conversation: Conversation): Conversation =>
  conversation.status === "open" ? conversation : { ...conversation, status: "open", resolvedAt: null, snoozedUntil: null };

/** To an agent, or (null) back to a team's queue. */
export function assign(session: Session, before: Conversation, input: ChangeInput, change: Change<"assign">): Decision {
  if (change.agentId === null) {
    const teamId = change.teamId ?? before.teamId;
    if (teamId === null) return { refused: "not_allowed", detail: "This conversation has no team whose queue it could go to" };
    return toQueue(session, before, input, teamId, { agentId: null }, "assigned", { team: teamId, reason: change.reason });
  }
  const owner: Owner = { kind: "agent", agentId: change.agentId };
  const teamId = change.teamId ?? teamWith(before.teamId, change.agentTeams);
  const moved = teamId === before.teamId ? undefined : (teamId ?? undefined);
  const after = inTeam(withOwner(opened(before), owner), before, teamId);
  const told = withEvent(session, after, input, "assigned", { agent: change.agentId, team: moved, reason: change.reason });
  return { ...told, steps: handover(session, before, told.conversation, input, `assigned:${change.agentId}`) };
}

/** Where an agent is reached: the conversation's team when they are of it, else the first of theirs. */
const teamWith = (teamId: string | null, theirs: readonly string[] = []): string | null =>
  teamId === null || theirs.includes(teamId) ? teamId : (theirs[0] ?? teamId);

/** With the same agent in another team it is another turn of theirs: the seat moves from the one team's book to the other's. */
function inTeam(conversation: Conversation, before: Conversation, teamId: string | null): Conversation {
  const isNewTurn = teamId !== before.teamId && sameOwner(conversation.owner, before.owner);
  return { ...conversation, teamId, epoch: isNewTurn ? before.epoch + 1 : conversation.epoch };
}

function toQueue(
  session: Session,
  before: Conversation,
  input: ChangeInput,
  teamId: string,
  wanted: Wanted,
  event: OwnerEvent,
  detail: Record<string, string | undefined>,
): Changed {
  const queued = withOwner(opened(before), { kind: "queue", teamId });
  // The same queue again, for a named agent: a new ticket needs a new epoch.
  const after = queued.epoch === before.epoch ? { ...queued, epoch: queued.epoch + 1 } : queued;
  const told = withEvent(session, after, input, event, detail);
  return { ...told, steps: [...handover(session, before, told.conversation, input, event), enqueueStep(session, told.conversation, teamId, wanted)] };
}

/** What a colleague should know goes along as a note; no words, no note. */
export function withNote(session: Session, conversation: Conversation, input: ChangeInput, words: string | undefined): Changed {
  const text = words?.trim();
  if (!text) return { conversation };
  return addUnspoken(session, conversation, { id: newId("ev", session.now), kind: "note", author: input.by, at: input.at, parts: [{ type: "text", text }] });
}

/** Whom it goes back to from a colleague's team: whoever had it, else whoever sent it. What the line itself sends on does not come back. */
function sentFrom(before: Conversation, { by }: ChangeInput, teamId: string): Pick<Wanted, "sentFrom"> {
  if (before.teamId === null || before.teamId === teamId || by.kind === "system") return {};
  const sender = before.owner.kind === "agent" ? before.owner.agentId : by.kind === "agent" ? by.id : null;
  // Behind a key there is no desk.
  return { sentFrom: { teamId: before.teamId, agentId: sender?.startsWith("key:") ? null : sender } };
}

/** To a team or a person through the queue, or back to the bot. A note goes along for whoever gets it. */
export function transfer(session: Session, given: Conversation, input: ChangeInput, change: Change<"transfer">): Decision {
  const before = withNote(session, given, input, change.note).conversation;
  const { to } = change;
  const warm = change.warm ? "yes" : undefined;
  switch (to.kind) {
    case "agent": {
      const teamId = to.teamId ?? teamWith(before.teamId, to.agentTeams);
      if (teamId !== null && to.agentTeams?.length === 0)
        return { refused: "not_allowed", detail: "This agent is of no team whose line could offer it to them; ask them first" };
      if (teamId !== null) {
        const isMoved = before.teamId !== null && teamId !== before.teamId;
        const detail = { agent: to.agentId, team: isMoved ? teamId : undefined, warm };
        return toQueue(session, before, input, teamId, { agentId: to.agentId, ...sentFrom(before, input, teamId) }, "transferred", detail);
      }
      const after = withOwner(opened(before), { kind: "agent", agentId: to.agentId });
      const told = withEvent(session, after, input, "transferred", { agent: to.agentId, warm });
      return { ...told, steps: handover(session, before, told.conversation, input, "transferred") };
    }
    case "team":
      return toQueue(session, before, input, to.teamId, { agentId: null }, "transferred", { team: to.teamId, warm });
    case "bot": {
      const told = withEvent(session, withOwner(opened(before), { kind: "bot" }), input, "transferred", { to: "bot" });
      return { ...told, steps: handover(session, before, told.conversation, input, "transferred") };
    }
    default:
      return to satisfies never;
  }
}

/** Done for now. The customer's next words within the reopen window open it again. */
export function resolve(session: Session, before: Conversation, input: ChangeInput, change: Change<"resolve">): Decision {
  if (before.status === "resolved") return { refused: "already", detail: "This conversation is resolved already" };
  const { callBack: _, ...freed } = withOwner(before, { kind: "bot" });
  const after: Conversation = {
    ...freed,
    epoch: before.epoch + 1,
    status: "resolved",
    resolvedAt: input.at,
    snoozedUntil: null,
    waitingSince: null,
    lastAgentId: input.by.kind === "agent" ? input.by.id : freed.lastAgentId,
  };
  const told = withEvent(session, after, input, "resolved", { reason: change.reason });
  if (session.head.currentId === before.id) {
    const other = session.store.conversations(null, OPEN_LOOKED_AT).find((conversation) => conversation.id !== before.id && conversation.status !== "resolved");
    session.head.currentId = other?.id ?? before.id;
  }
  session.after.tell({ news: "rate", conversationId: before.id });
  return { ...told, steps: handover(session, before, told.conversation, input, "resolved") };
}

/** An agent who opens a conversation again has it; anybody else gives it to the bot. */
export function reopen(session: Session, before: Conversation, input: ChangeInput): Decision {
  if (before.status === "open") return { refused: "already", detail: "This conversation is open already" };
  const owner: Owner = input.by.kind === "agent" ? { kind: "agent", agentId: input.by.id } : before.owner;
  const owned = withOwner(opened(before), owner);
  const after = owned.epoch === before.epoch ? { ...owned, epoch: before.epoch + 1 } : owned;
  session.head.currentId = before.id;
  const told = withEvent(session, after, input, "reopened", {});
  return { ...told, steps: handover(session, before, told.conversation, input, "reopened") };
}

/** Out of sight until a time, or until the customer writes. */
export function snooze(session: Session, before: Conversation, input: ChangeInput, change: Change<"snooze">): Decision {
  if (before.status === "resolved") return { refused: "not_allowed", detail: "A resolved conversation cannot be snoozed" };
  if (change.until <= session.now) return { refused: "not_allowed", detail: "The time to wake up must be in the future" };
  session.wake(before.id, change.until);
  return withEvent(session, { ...before, status: "snoozed", snoozedUntil: change.until }, input, "snoozed", { until: String(change.until) });
}

/** The snooze is over: the agent sees it again. */
export function wakeUp(session: Session, conversationId: string): NextStep[] {
  const before = session.store.conversation(conversationId);
  if (before?.status !== "snoozed" || (before.snoozedUntil ?? 0) > session.now) return [];
  const after: Conversation = { ...before, status: "open", snoozedUntil: null };
  session.saveConversation(after);
  happened(session, { type: "conversation.awake", conversationId: after.id, by: { kind: "system" } });
  if (after.owner.kind !== "agent") return [];
  const id = `awake:${after.id}:${before.snoozedUntil}`;
  return [
    {
      id: `tell:${id}`,
      step: "tell",
      agentId: after.owner.agentId,
      events: [{ id, at: session.now, type: "conversation", conversation: after, name: session.head.profile.name }],
    },
  ];
}
