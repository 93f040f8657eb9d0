/** Days and months of reports, as numbers: days since 1970-01-01 and months since January of year 0, cut at an offset from UTC. Pure. */

export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
/** Where days are cut unless a tenant says otherwise, minutes east of UTC; migrations/0100_report_tables.sql says the same. */
export const USUAL_OFFSET_MIN = 480;
const MONTHS = 12;

export const dayOf = (at: number, utcOffsetMin: number): number => Math.floor((at + utcOffsetMin * MINUTE_MS) / DAY_MS);
/** epoch ms */
export const startOfDay = (day: number, utcOffsetMin: number): number => day * DAY_MS - utcOffsetMin * MINUTE_MS;
/** 2026-11-28 */
export const dayName = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * MONTHS + date.getUTCMonth();
}
export const firstDayOf = (month: number): number => Date.UTC(Math.floor(month / MONTHS), month % MONTHS, 1) / DAY_MS;

export interface Span {
  /** epoch ms, from … up to before … */
  from: number;
  to: number;
}

/** What a report reads: sums of months, sums of days, and conversation by conversation what no sums are right for. */
export interface Plan {
  months: number[];
  days: number[];
  gaps: Span[];
}

interface Known {
  utcOffsetMin: number;
  /** Whether the sums of a day are right. A day without conversations has none to be wrong. */
  isBuilt: (day: number) => boolean;
  isMonthBuilt: (month: number) => boolean;
}

export function planOf({ from, to }: Span, { utcOffsetMin, isBuilt, isMonthBuilt }: Known): Plan {
  const plan: Plan = { months: [], days: [], gaps: [] };
  const gap = (start: number, end: number): void => {
    const last = plan.gaps.at(-1);
    if (last?.to === start) last.to = end;
    else if (start < end) plan.gaps.push({ from: start, to: end });
  };
  const first = dayOf(from - 1, utcOffsetMin) + 1;
  const end = dayOf(to, utcOffsetMin);
  if (first > end) return { ...plan, gaps: from < to ? [{ from, to }] : [] };
  gap(from, startOfDay(first, utcOffsetMin));
  for (let day = first; day < end; ) {
    const month = monthOf(day);
    const next = firstDayOf(month + 1);
    if (day === firstDayOf(month) && next <= end && isMonthBuilt(month)) {
      plan.months.push(month);
      day = next;
      continue;
    }
    if (isBuilt(day)) plan.days.push(day);
    else gap(startOfDay(day, utcOffsetMin), startOfDay(day + 1, utcOffsetMin));
    day += 1;
  }
  gap(startOfDay(end, utcOffsetMin), to);
  return plan;
}
