/**
 * When a team works: hours by weekday, holidays and time zone. Pure: the time comes in. Days that are 23 or 25 hours long and hours that happen
 * twice or never are the calendar library's (Temporal), not ours. Opening hours that go over midnight are two: until 24:00, and from 00:00.
 */
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Opening } from "../../protocol/ports.ts";

const clockSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "A time like 09:00; 24:00 ends a day");
const spanSchema = z.tuple([clockSchema, clockSchema]).refine(([from, to]) => from < to, "The end is after the beginning; over midnight it is two spans");
const spansSchema = z.array(spanSchema).max(6);
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const businessHoursSchema = z.object({
  zone: z.string().refine(isZone, "An IANA time zone such as Asia/Shanghai"),
  week: z.partialRecord(z.enum(WEEKDAYS), spansSchema),
  /** Days that are not as the week says: closed (no spans), or with their own hours, as working Saturdays before a festival. */
  holidays: z
    .array(z.object({ date: z.iso.date(), name: z.string().max(100).default(""), spans: spansSchema.default([]) }))
    .max(400)
    .default([]),
});
export type BusinessHours = z.infer<typeof businessHoursSchema>;

function isZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** Looked ahead this far for the next opening; a team that is closed longer has no hours. */
const LOOK_DAYS = 400;

interface Open {
  from: number;
  to: number;
}

/** Opening times of one day, epoch ms, in their order. */
function openOn(hours: BusinessHours, day: Temporal.PlainDate): Open[] {
  const holiday = hours.holidays.find(({ date }) => date === day.toString());
  const weekday = WEEKDAYS[day.dayOfWeek - 1];
  const spans = holiday ? holiday.spans : ((weekday && hours.week[weekday]) ?? []);
  const at = (clock: string): number => {
    const isEnd = clock === "24:00";
    const date = isEnd ? day.add({ days: 1 }) : day;
    return date.toZonedDateTime({ timeZone: hours.zone, plainTime: isEnd ? "00:00" : clock }).epochMilliseconds;
  };
  return spans
    .map(([from, to]) => ({ from: at(from), to: at(to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

/** Opening times from `at` on, the one that holds it first. */
function* openings(hours: BusinessHours, at: number): Generator<Open> {
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(hours.zone).toPlainDate();
  for (let days = 0; days < LOOK_DAYS; days++) {
    for (const open of openOn(hours, today.add({ days }))) if (open.to > at) yield open;
  }
}

/** `hours` null = always open. */
export function openingAt(hours: BusinessHours | null, at: number): Opening {
  if (!hours) return { open: true, changesAt: null };
  let end: number | null = null;
  for (const open of openings(hours, at)) {
    if (end === null) {
      if (open.from > at) return { open: false, changesAt: open.from };
      end = open.to;
    } else if (open.from <= end) end = Math.max(end, open.to);
    else return { open: true, changesAt: end };
  }
  return { open: end !== null, changesAt: end };
}

/** The moment at which so many ms of business time are over. */
export function afterBusinessMs(hours: BusinessHours | null, at: number, ms: number): number {
  if (!hours) return at + ms;
  let left = ms;
  for (const { from, to } of openings(hours, at)) {
    const begin = Math.max(from, at);
    if (to - begin >= left) return begin + left;
    left -= to - begin;
  }
  return Number.POSITIVE_INFINITY;
}

/** Business time between two moments, ms. */
export function businessMsBetween(hours: BusinessHours | null, from: number, to: number): number {
  if (!hours) return Math.max(0, to - from);
  let sum = 0;
  for (const open of openings(hours, from)) {
    if (open.from >= to) break;
    sum += Math.min(open.to, to) - Math.max(open.from, from);
  }
  return sum;
}
