/** Who is there and how they work, for the forecast. Pure. */
import { type Desk, isAround } from "./assignment-rules.ts";
import type { Crew } from "./forecast.ts";
import type { QueueSettings } from "./settings.ts";
import { MINUTE_MS } from "./traffic.ts";

/** `inSystem` = conversations held and waiting; `handledMin` = minutes a conversation takes when agents are full. */
export function crewOf(desks: readonly Desk[], settings: QueueSettings, inSystem: number, handledMin: number): Crew {
  const online = desks.filter((desk) => isAround(desk) && (desk.agent.state === "online" || desk.agent.state === "busy"));
  const { waitMs, share } = settings.staffing;
  return {
    agents: online.length,
    sideBySide: online.length === 0 ? 1 : online.reduce((sum, { agent }) => sum + agent.capacity, 0) / online.length,
    inSystem,
    handledMin,
    waitMin: waitMs / MINUTE_MS,
    mayWait: 1 - share,
  };
}
