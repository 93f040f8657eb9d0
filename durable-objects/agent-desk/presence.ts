/** What an agent can be given: their own choice, and whether any tab is open. Pure. */
import type { AgentState } from "../../protocol/ports.ts";

/** A closed laptop lid or a reload is no absence: after the last socket the state stays so long. */
export const ABSENCE_GRACE_MS = 20_000;

export interface Presence {
  /** What the agent chose. */
  chosen: AgentState;
  reason?: string;
  sockets: number;
  /** When the last socket went; null while there is one. */
  goneAt: number | null;
  /** Since when the effective state holds. */
  since: number;
}

export const ABSENT: Presence = { chosen: "online", sockets: 0, goneAt: 0, since: 0 };

/** The state the queue works with: nobody is online without a tab. */
export function effectiveState(presence: Presence, now: number): AgentState {
  if (presence.sockets === 0 && (presence.goneAt === null || now - presence.goneAt >= ABSENCE_GRACE_MS)) return "offline";
  return presence.chosen;
}
