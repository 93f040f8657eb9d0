/** What is known of the alarm's half hour: the line's way there with the forecast's arrivals, and with those agents who will be on shift. Pure. */
import { type Ahead, ahead } from "./backlog.ts";
import type { Crew } from "./crew.ts";
import { HORIZON_MIN, type Pressure } from "./pressure-forecast.ts";
import { type Season, usual } from "./season.ts";
import { LEAD_MIN, type Outlook, WINDOW_MIN } from "./staffing-alarm.ts";
import { MINUTE_MS } from "./traffic.ts";

/** Planned agents: epoch ms from … to before …. */
export interface Shift {
  from: number;
  to: number;
  agents: number;
}

/** Agents of half an hour ahead are at most so many times those of now, and at least the reciprocal. */
const MOST_CHANGE = 5;
/** A usual rate is carried by at most so much. */
const MOST_CARRIED = 3;
/** Whoever is there now is believed for so many minutes; then the plan. */
const NOW_MIN = 10;
/** Of the planned agents this share takes customers, before it was seen: the others are on a break, or ill. */
export const USUAL_ATTENDANCE = 0.9;
const ATTENDANCE_WEIGHT = 0.02;

export interface Known {
  /** Arrivals, agents online and late answers in the usual week. */
  arrivals: Season;
  crew: Season;
  lateness: Season;
  attendance: number;
}

export const plannedAt = (shifts: readonly Shift[], at: number): number =>
  shifts.reduce((sum, { from, to, agents }) => sum + (at >= from && at < to ? agents : 0), 0);

/** Online against planned, a slow mean; a plan of nobody teaches nothing. */
export function attendanceAfter(attendance: number, online: number, planned: number): number {
  return planned === 0 ? attendance : attendance + ATTENDANCE_WEIGHT * (Math.min(1, online / planned) - attendance);
}

/** Agents so many minutes from `minute`: by the shifts when there is a plan for that time, else those of now, changed as in the usual week. */
export function crewAhead(minute: number, { agents, shifts }: Crew, { crew, attendance }: Known): (ahead: number) => number {
  const planned = (later: number): number => plannedAt(shifts, (minute + later) * MINUTE_MS);
  if (Array.from({ length: LEAD_MIN + WINDOW_MIN }, (_, later) => planned(later)).some((count) => count > 0)) {
    const now = planned(0);
    return (later) => (later < NOW_MIN ? Math.max(0, agents + attendance * (planned(later) - now)) : attendance * planned(later));
  }
  const now = usual(crew, minute - NOW_MIN / 2, minute + NOW_MIN / 2);
  return (later) => {
    const then = usual(crew, minute + later, minute + later + 1);
    if (now === null || then === null) return agents;
    return agents * Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, (then + 0.1) / (now + 0.1)));
  };
}

export function outlookAt(minute: number, pressure: Pressure, staffing: Crew & { leavePerMin: number }, known: Known): Outlook {
  const base = usual(known.arrivals, minute, minute + HORIZON_MIN);
  const shape = Array.from({ length: LEAD_MIN + WINDOW_MIN }, (_, later) => {
    const then = usual(known.arrivals, minute + later, minute + later + 1);
    return then === null || base === null ? 1 : Math.min(MOST_CARRIED, (then + 0.02) / (base + 0.02));
  });
  const crew = crewAhead(minute, staffing, known);
  const { inSystem, handledMin, leavePerMin, waitMin } = staffing;
  const sideBySide = Math.max(1, staffing.sideBySide);
  const slotsAt = (later: number): number => crew(later) * sideBySide;
  const [few, expected, many] = pressure.quantiles.map((rate) =>
    ahead({ inSystem, arrivalsAt: (later) => rate * (shape[later] ?? 1), slotsAt, handledMin, leavePerMin, waitMin }, LEAD_MIN, LEAD_MIN + WINDOW_MIN),
  ) as [Ahead, Ahead, Ahead];
  return {
    late: [few.late, expected.late, many.late],
    waitingPerSlot: expected.waitingPerSlot,
    usual: usual(known.lateness, minute + LEAD_MIN, minute + LEAD_MIN + WINDOW_MIN),
    oldestMin: staffing.oldestMin,
    held: staffing.held / Math.max(1, staffing.agents * sideBySide),
    resting: staffing.resting / Math.max(1, staffing.agents + staffing.resting),
  };
}
