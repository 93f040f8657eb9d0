/** How many agents would do, half an hour ahead. Pure. */
import { waitsOver } from "./erlang-a.ts";
import type { Pressure } from "./pressure-forecast.ts";

/** Looked at so far ahead, minutes: time to call somebody, and the middle of the half hour after it. */
const LOOK_MIN = [20, 35] as const;
/** The forecast's quantiles stand for these shares of what may come (10 %, 50 %, 90 %). */
const SHARES = [0.25, 0.5, 0.25] as const;
/** More agents than this are a wrong input, not a plan. */
const MOST_AGENTS = 2_000;

export interface Staffing {
  agents: number;
  /** Conversations one agent has at once, mean. */
  sideBySide: number;
  /** Held and waiting now. */
  inSystem: number;
  /** How long a conversation takes when agents are full, minutes. */
  handledMin: number;
  leavePerMin: number;
  /** Nobody should wait longer, minutes, except a share of `mayWait`. */
  waitMin: number;
  mayWait: number;
}

/** Share of customers half an hour ahead who will wait too long with so many agents. */
export function lateShare(pressure: Pressure, staffing: Staffing, agents: number): number {
  const slots = Math.round(agents * Math.max(1, staffing.sideBySide));
  const { handledMin, leavePerMin, inSystem, waitMin } = staffing;
  const busiest = pressure.quantiles[2] * handledMin;
  // Nobody waits where twice the spread of chance still leaves room: the long way would say the same.
  if (Math.max(busiest, inSystem) + 4 * Math.sqrt(busiest + 1) < slots) return 0;
  return pressure.quantiles.reduce((sum, arrivalsPerMin, which) => {
    const late = waitsOver({ slots, arrivalsPerMin, handledMin, leavePerMin }, inSystem, LOOK_MIN, waitMin);
    return sum + ((SHARES[which] ?? 0) * late.reduce((total, one) => total + one, 0)) / LOOK_MIN.length;
  }, 0);
}

/** The fewest agents with whom no more than the allowed share waits too long. */
export function agentsNeeded(pressure: Pressure, staffing: Staffing): number {
  if (pressure.rate <= 0 && staffing.inSystem === 0) return 0;
  let [few, enough] = [0, Math.max(1, staffing.agents)];
  while (enough < MOST_AGENTS && lateShare(pressure, staffing, enough) > staffing.mayWait) [few, enough] = [enough, enough * 2];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (lateShare(pressure, staffing, middle) > staffing.mayWait) few = middle;
    else enough = middle;
  }
  return Math.min(enough, MOST_AGENTS);
}
