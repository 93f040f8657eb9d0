/** Who is next, and who may have them. Pure: state and time come in. */
import type { AgentCapacity, Ticket } from "../../protocol/ports.ts";
import type { QueueSettings } from "./settings.ts";

const MINUTE = 60_000;
/**
 * A step of priority counts as so much waiting. Since the head start is bounded, whoever waits longer than the largest one
 * (3 steps and VIP: 25 minutes) before somebody else comes is served before them: nobody starves.
 */
export const PRIORITY_STEP_MS = 5 * MINUTE;
export const VIP_MS = 10 * MINUTE;

/** Larger is sooner; ms of waiting with the head start. */
export const claimOf = (ticket: Ticket, now: number): number =>
  now - ticket.waitingSince + Math.max(0, Math.min(3, ticket.priority)) * PRIORITY_STEP_MS + (ticket.vip ? VIP_MS : 0);

/** Strongest claim first; equal claims by age, then id, so that two runs give the same order. */
export function inOrder<T extends { ticket: Ticket }>(entries: Iterable<T>, now: number): T[] {
  return [...entries].sort(
    (a, b) =>
      claimOf(b.ticket, now) - claimOf(a.ticket, now) ||
      a.ticket.waitingSince - b.ticket.waitingSince ||
      (a.ticket.conversationId < b.ticket.conversationId ? -1 : 1),
  );
}

export interface Desk {
  agent: AgentCapacity;
  /** units held, offered and being assigned */
  load: number;
  /** units per channel kind */
  byChannel: Readonly<Record<string, number>>;
  /** Since when nothing new was given, epoch ms. */
  idleSince: number;
}

/** States that take new conversations. `transfers_only` takes those that name the agent. */
const isFor = (desk: Desk, ticket: Ticket): boolean =>
  desk.agent.state === "online" || (desk.agent.state === "transfers_only" && ticket.wantedAgentId === desk.agent.agentId);

export function hasRoom(desk: Desk, ticket: Ticket): boolean {
  const { kind } = ticket.channel;
  const most = desk.agent.perChannel?.[kind];
  return desk.load < desk.agent.capacity && (most === undefined || (desk.byChannel[kind] ?? 0) < most);
}

const knows = (desk: Desk, ticket: Ticket): boolean => ticket.skills.every((skill) => desk.agent.skills.includes(skill));
const speaks = (desk: Desk, ticket: Ticket): boolean =>
  ticket.language === null || desk.agent.languages.length === 0 || desk.agent.languages.includes(ticket.language);

/** The agent for a ticket, or null: it goes on waiting. `refused` = agents who declined it or let an offer run out. */
export function chooseAgent(ticket: Ticket, desks: readonly Desk[], refused: ReadonlySet<string>, settings: QueueSettings, now: number): Desk | null {
  const waited = now - ticket.waitingSince;
  const free = desks.filter((desk) => isFor(desk, ticket) && hasRoom(desk, ticket));
  const willing = free.filter((desk) => !refused.has(desk.agent.agentId));
  const named = ticket.wantedAgentId ?? ticket.lastAgentId;
  const wanted = willing.find((desk) => desk.agent.agentId === named);
  if (wanted) return wanted;
  const mayCome = desks.some((desk) => desk.agent.agentId === ticket.wantedAgentId && desk.agent.state !== "offline" && !refused.has(desk.agent.agentId));
  if (mayCome && waited < settings.wantedMs) return null;
  const fitting = willing.filter((desk) => knows(desk, ticket) && speaks(desk, ticket));
  if (fitting.length > 0) return leastBusy(fitting);
  if (waited < settings.relaxMs && desks.some((desk) => knows(desk, ticket) && desk.agent.state !== "offline")) return null;
  // Everybody refused: they are asked again rather than nobody.
  return leastBusy(willing.length > 0 ? willing : free);
}

/** The smallest share of capacity in use, then whoever was given nothing for longest. */
function leastBusy(desks: readonly Desk[]): Desk | null {
  const share = (desk: Desk): number => desk.load / Math.max(1, desk.agent.capacity);
  return desks.reduce<Desk | null>(
    (best, desk) => (best === null || share(desk) < share(best) || (share(desk) === share(best) && desk.idleSince < best.idleSince) ? desk : best),
    null,
  );
}
