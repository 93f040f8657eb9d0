/** A team's queue as supervisors see it. Pure. */
import type { QueueSnapshot } from "../../protocol/ports.ts";
import type { Queue } from "./queue.ts";

/** Conversations listed; `waitingCount` counts all. */
const LISTED = 200;

export function snapshotOf(queue: Queue, teamId: string, now: number): QueueSnapshot {
  const entries = queue.waitingEntries(now);
  return {
    at: now,
    teamId,
    waiting: entries.slice(0, LISTED).map(({ ticket }, index) => ({
      conversationId: ticket.conversationId,
      waitingSince: ticket.waitingSince,
      priority: ticket.priority,
      channel: ticket.channel.kind,
      position: index + 1,
    })),
    waitingCount: entries.length,
    longestWaitMs: entries.reduce((longest, { ticket }) => Math.max(longest, now - ticket.waitingSince), 0),
    agents: queue.desks().map(({ agent, load }) => ({
      ...agent,
      load,
      conversationIds: [...queue.holdings.values()].filter((held) => held.agentId === agent.agentId).map((held) => held.conversationId),
    })),
    offers: entries.flatMap(({ at, ticket }) =>
      at.state === "offered" ? [{ offerId: at.offerId, conversationId: ticket.conversationId, agentId: at.agentId, expiresAt: at.until }] : [],
    ),
  };
}
