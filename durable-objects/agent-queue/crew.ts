/** Who is there and how they work, for the forecast. Pure. */
import { type Desk, isAround } from "./assignment-rules.ts";
import type { Shift } from "./outlook.ts";
import type { QueueSettings } from "./settings.ts";
import type { Staffing } from "./staffing.ts";
import { MINUTE_MS } from "./traffic.ts";

export interface Crew extends Omit<Staffing, "leavePerMin"> {
  /** Conversations that agents have. */
  held: number;
  /** Agents on a break. */
  resting: number;
  /** How long somebody in the line has waited, minutes. */
  oldestMin: number;
  /** Who is planned, as far as it is known. */
  shifts: readonly Shift[];
}

/** `held`, `waiting` = conversations; `handledMin` = minutes a conversation takes when agents are full. */
export function crewOf(
  desks: readonly Desk[],
  settings: QueueSettings,
  { held, waiting, oldestMin, handledMin }: { held: number; waiting: number; oldestMin: number; handledMin: number },
): Crew {
  const there = desks.filter(isAround);
  const online = there.filter(({ agent }) => agent.state === "online" || agent.state === "busy");
  const { waitMs, share, shifts } = settings.staffing;
  return {
    agents: online.length,
    sideBySide: online.length === 0 ? 1 : online.reduce((sum, { agent }) => sum + agent.capacity, 0) / online.length,
    inSystem: held + waiting,
    handledMin,
    waitMin: waitMs / MINUTE_MS,
    mayWait: 1 - share,
    held,
    resting: there.filter(({ agent }) => agent.state === "break").length,
    oldestMin,
    shifts,
  };
}
