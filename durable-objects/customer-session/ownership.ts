/** One voice: who answers a conversation, and what a change of that brings with it. Every change of owner raises the epoch. Pure. */

import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { Conversation, Owner, Turn } from "../../protocol/conversation.ts";
import type { HeldByHand, NextStep, Ticket } from "../../protocol/ports.ts";
import type { Head } from "./head.ts";

export const sameOwner = (a: Owner, b: Owner): boolean =>
  a.kind === b.kind &&
  (a.kind !== "agent" || (b.kind === "agent" && a.agentId === b.agentId)) &&
  (a.kind !== "queue" || (b.kind === "queue" && a.teamId === b.teamId));

/** Hands the conversation over; the same owner keeps the epoch. */
export function withOwner(conversation: Conversation, owner: Owner): Conversation {
  if (sameOwner(conversation.owner, owner)) return conversation;
  const { consult: _, ...rest } = conversation;
  return {
    ...rest,
    owner,
    epoch: conversation.epoch + 1,
    lastAgentId: owner.kind === "agent" ? owner.agentId : conversation.lastAgentId,
    teamId: owner.kind === "queue" ? owner.teamId : conversation.teamId,
  };
}

export interface QueueWish {
  priority: number;
  skills: readonly string[];
  intents: readonly string[];
  wantedAgentId: string | null;
}

export function ticketOf(head: Head, conversation: Conversation, teamId: string, wish: QueueWish, now: number): Ticket {
  const channel = conversation.channels[0] ?? { kind: "api" as const, accountId: "api" };
  return {
    tenant: head.profile.tenant,
    teamId,
    conversationId: conversation.id,
    customerId: head.profile.id,
    channel,
    priority: Math.max(wish.priority, conversation.priority),
    vip: conversation.labels.includes("vip"),
    skills: [...wish.skills],
    language: conversation.language,
    intents: [...wish.intents],
    lastAgentId: conversation.lastAgentId,
    wantedAgentId: wish.wantedAgentId,
    waitingSince: conversation.waitingSince ?? now,
    epoch: conversation.epoch,
    name: head.profile.name,
    preview: conversation.preview,
  };
}

/** What the agent's line is told when it did not give this itself. */
export function seatOf({ id, customerId, teamId, channels }: Conversation, agentId: string, rank: number): HeldByHand {
  return { teamId, conversationId: id, customerId, agentId, channel: channels[0]?.kind ?? "api", rank };
}

/** Steps that follow from the former owner losing the conversation and the new one getting it. Ids carry the epoch, so doing one twice changes nothing. */
export function handoverSteps(head: Head, before: Conversation, after: Conversation, reason: string, now: number): NextStep[] {
  const id = (what: string): string => `${what}:${after.id}:${after.epoch}`;
  if (sameOwner(before.owner, after.owner)) return seatMoves(before, after, id);
  const steps: NextStep[] = [];
  if (before.owner.kind === "queue") {
    const why = after.owner.kind === "agent" ? `assigned:${after.owner.agentId}` : reason;
    steps.push({ id: id("withdraw"), step: "withdraw", teamId: before.owner.teamId, conversationId: after.id, reason: why, rank: after.epoch });
  }
  if (before.owner.kind === "agent") {
    const { agentId } = before.owner;
    steps.push({ id: id("release"), step: "release", teamId: before.teamId, agentId, conversationId: after.id, rank: after.epoch });
    const gone: DeskEvent = { id: id("unassigned"), at: now, type: "unassigned", conversationId: after.id, epoch: after.epoch, reason };
    steps.push({ id: id("tell-gone"), step: "tell", agentId: before.owner.agentId, events: [gone] });
  }
  if (after.owner.kind === "agent") {
    const { agentId } = after.owner;
    steps.push({ id: id("hold"), step: "hold", held: seatOf(after, agentId, after.epoch) });
    const got: DeskEvent = { id: id("assigned"), at: now, type: "assigned", conversation: after, name: head.profile.name };
    steps.push({ id: id("tell-assigned"), step: "tell", agentId, events: [got] });
  }
  return steps;
}

/** The same agent has it for another team now: its book has the seat. */
function seatMoves(before: Conversation, after: Conversation, id: (what: string) => string): NextStep[] {
  if (after.owner.kind !== "agent" || before.teamId === after.teamId) return [];
  const { agentId } = after.owner;
  return [
    { id: id("release"), step: "release", teamId: before.teamId, agentId, conversationId: after.id, rank: after.epoch },
    { id: id("hold"), step: "hold", held: seatOf(after, agentId, after.epoch) },
  ];
}

/** The agent who must see a turn at once; null while nobody has the conversation. */
export const agentOf = (conversation: Conversation): string | null => (conversation.owner.kind === "agent" ? conversation.owner.agentId : null);

/** The owner and whoever helps them see every turn. */
export function tellTurn(conversation: Conversation, turn: Turn, changed: boolean): NextStep[] {
  const agentId = agentOf(conversation);
  if (agentId === null) return [];
  const helperId = conversation.consult?.helperId ?? null;
  const event: DeskEvent = changed
    ? {
        id: `changed:${turn.id}:${turn.editedAt ?? 0}:${turn.deletedAt ?? 0}`,
        at: turn.at,
        type: "turn_changed",
        conversationId: turn.conversationId,
        turnId: turn.id,
        seq: turn.seq,
        turn,
      }
    : { id: `turn:${turn.id}`, at: turn.at, type: "turn", conversationId: turn.conversationId, turn };
  const steps: NextStep[] = [{ id: `tell:${event.id}`, step: "tell", agentId, events: [event] }];
  if (helperId === null) return steps;
  const helping: DeskEvent = event.type === "turn" ? { ...event, helping: true } : event;
  return [...steps, { id: `tell:${event.id}:${helperId}`, step: "tell", agentId: helperId, events: [helping] }];
}
