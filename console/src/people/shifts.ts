/** A team's roster as it is typed: times of this place, one line a shift. Pure. */

/** As the server keeps it, epoch ms. */
export interface Shift {
  from: number;
  to: number;
  agents: number;
}

/** As a field of the form has it: "2026-11-28T09:00" in the reader's own zone. */
export interface TypedShift {
  from: string;
  to: string;
  agents: number;
}

const WEEK_DAYS = 7;
const USUAL_HOURS = { from: 9, to: 18 } as const;
const two = (value: number): string => String(value).padStart(2, "0");

const typedTime = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
const timeOf = (typed: string): number => new Date(typed).getTime();

/** By the calendar, not by hours: nine o'clock stays nine o'clock when the clocks change. */
function daysLater(typed: string, days: number): string {
  const at = new Date(typed);
  at.setDate(at.getDate() + days);
  return typedTime(at);
}
const moved = ({ from, to, agents }: TypedShift, days: number): TypedShift => ({ from: daysLater(from, days), to: daysLater(to, days), agents });

/** Shifts that are over say nothing about what comes. */
export const typedShifts = (kept: readonly Shift[], now: number): TypedShift[] =>
  kept
    .filter(({ to }) => to > now)
    .toSorted((a, b) => a.from - b.from)
    .map(({ from, to, agents }) => ({ from: typedTime(new Date(from)), to: typedTime(new Date(to)), agents }));

export const keptShifts = (typed: readonly TypedShift[]): Shift[] => typed.map(({ from, to, agents }) => ({ from: timeOf(from), to: timeOf(to), agents }));

/** True also while one of the two is not a time yet. */
export const endsTooEarly = (from: string, to: string): boolean => !(timeOf(to) > timeOf(from));

/** The last one, a day later; without one, the coming day from nine to six. */
export function nextShift(last: TypedShift | undefined, now: number): TypedShift {
  if (last && !endsTooEarly(last.from, last.to)) return moved(last, 1);
  const at = (hour: number): string => {
    const day = new Date(now);
    day.setDate(day.getDate() + 1);
    day.setHours(hour, 0, 0, 0);
    return typedTime(day);
  };
  return { from: at(USUAL_HOURS.from), to: at(USUAL_HOURS.to), agents: 1 };
}

/** The last seven days of the roster again, a week later. */
export function weekAgain(typed: readonly TypedShift[]): TypedShift[] {
  const whole = typed.filter(({ from, to }) => !endsTooEarly(from, to)).toSorted((a, b) => timeOf(a.from) - timeOf(b.from));
  const last = whole.at(-1);
  if (!last) return [];
  const begins = timeOf(daysLater(last.from, -WEEK_DAYS));
  return whole.filter(({ from }) => timeOf(from) > begins).map((shift) => moved(shift, WEEK_DAYS));
}
