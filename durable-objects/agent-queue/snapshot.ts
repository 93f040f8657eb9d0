/** A team's queue as supervisors see it. Pure. */
import type { QueueSnapshot } from "../../protocol/ports.ts";
import type { QueueState } from "./queue-state.ts";

/** Conversations listed; `waitingCount` counts all. */
const LISTED = 200;

export function snapshotOf(state: QueueState, teamId: string, now: number): QueueSnapshot {
  const held = Map.groupBy(state.holdings.values(), ({ agentId }) => agentId);
  return {
    at: now,
    teamId,
    waiting: state.line.first(LISTED).map(({ ticket }, index) => ({
      conversationId: ticket.conversationId,
      waitingSince: ticket.waitingSince,
      priority: ticket.priority,
      channel: ticket.channel.kind,
      position: index + 1,
    })),
    waitingCount: state.line.length,
    longestWaitMs: longestWaitMs(state, now),
    agents: state.desks().map(({ agent, load }) => ({
      ...agent,
      load,
      conversationIds: (held.get(agent.agentId) ?? []).flatMap(({ conversationId, helps }) => (helps ? [] : [conversationId])),
    })),
    offers: state.line
      .first(LISTED)
      .flatMap(({ at, ticket }) =>
        at.state === "offered" ? [{ offerId: at.offerId, conversationId: ticket.conversationId, agentId: at.agentId, expiresAt: at.until }] : [],
      ),
  };
}

export function longestWaitMs(state: QueueState, now: number): number {
  let longest = 0;
  for (const { ticket } of state.line) longest = Math.max(longest, now - ticket.waitingSince);
  return longest;
}
