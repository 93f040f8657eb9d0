/** Arrivals per minute over weeks: synthetic days, days with bursts, a shop's sale nights, or a history of one's own from CSV. */
import { readFileSync } from "node:fs";
import Papa from "papaparse";
import { Chance } from "./chance.ts";

export const DAY_MIN = 1_440;
export const WEEK_MIN = 7 * DAY_MIN;
export const TRACE_NAMES = ["day", "burst", "sale-night"] as const;
export type TraceName = (typeof TRACE_NAMES)[number];

export interface Trace {
  name: string;
  /** Arrivals of each minute; minute 0 is a Monday, 00:00. */
  arrivals: number[];
}

const bump = (hour: number, at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2) / 2);
/** A support team's weekday: two peaks and a quiet night. Relative to the mean of the busy hours. */
const officeHours = (hour: number): number => 0.04 + 1.1 * bump(hour, 10.5, 1.6) + 0.95 * bump(hour, 15.2, 2.1) + 0.45 * bump(hour, 20.3, 1.4);
const shopHours = (hour: number): number => 0.06 + 0.5 * bump(hour, 11, 2) + 0.6 * bump(hour, 15, 2.5) + 1.1 * bump(hour, 20.8, 1.7);
const WEEKDAYS = [1.15, 1.05, 1, 1, 0.95, 0.6, 0.5] as const;
const SHOP_DAYS = [0.9, 0.9, 0.95, 1, 1.1, 1.2, 1.15] as const;

/** Arrivals a minute in a usual busy hour. */
const PEAK_PER_MIN = 4;

interface Surge {
  from: number;
  riseMin: number;
  holdMin: number;
  fallMin: number;
  times: number;
}
const surgeAt = ({ from, riseMin, holdMin, fallMin, times }: Surge, minute: number): number => {
  const since = minute - from;
  if (since < 0) return 0;
  if (since < riseMin) return (times * since) / riseMin;
  return since < riseMin + holdMin ? times : times * Math.exp(-(since - riseMin - holdMin) / fallMin);
};

/** What this day brings beside the usual, if anything. */
function surgeOn(name: TraceName, day: number, chance: Chance): Surge | null {
  const start = day * DAY_MIN;
  // Something breaks, at any time of the day: nobody is told before.
  if (name === "burst" && chance.next() < 0.6) {
    return {
      from: start + 480 + chance.next() * 840,
      riseMin: 5 + chance.next() * 15,
      holdMin: 20 + chance.next() * 70,
      fallMin: 20 + chance.next() * 40,
      times: 0.8 + chance.next() * 1.7,
    };
  }
  // Every Friday a sale at eight in the evening, some other nights a smaller one.
  if (name !== "sale-night" || (day % 7 !== 4 && chance.next() >= 0.08)) return null;
  return {
    from: start + 1_190 + chance.normal(0, 4),
    riseMin: 25,
    holdMin: 80 + chance.next() * 60,
    fallMin: 45,
    times: (day % 7 === 4 ? 2.4 : 1.3) * chance.logNormal(1, 0.25),
  };
}

/** The minutes' rates as they really are: what came about by the trace's law, and what of it goes on. */
export interface World {
  name: TraceName;
  peakPerMin: number;
  /** By minute: the usual arrivals with the day's level, without mood; and the mood. */
  levels: number[];
  moods: number[];
  surges: Surge[];
}

const nextMood = (mood: number, chance: Chance): number => 0.97 * mood + chance.normal(0, 0.03);

export function rateOf({ levels, peakPerMin }: World, surges: readonly Surge[], minute: number, mood: number): number {
  const extra = surges.reduce((sum, surge) => sum + (Math.abs(minute - surge.from) < DAY_MIN ? surgeAt(surge, minute) : 0), 0);
  return (levels[minute] ?? 0) * Math.exp(mood) + extra * peakPerMin;
}

/** Tries to find a day on which nothing has begun yet: more are a day on which nothing comes. */
const MOST_TRIES = 200;

/** Rates of the minutes from `from` on as they might come about, drawn anew: what has begun goes on, moods and what begins later are chance. */
export function drawRates(world: World, from: number, minutes: number, chance: Chance): number[] {
  const surges = world.surges.filter((surge) => surge.from <= from);
  const [today, last] = [Math.floor(from / DAY_MIN), Math.floor((from + minutes) / DAY_MIN)];
  for (let day = today; day <= last; day++) {
    if (surges.some((surge) => surge.from >= day * DAY_MIN)) continue;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const surge = surgeOn(world.name, day, chance);
      if (surge !== null && surge.from <= from) continue;
      if (surge !== null) surges.push(surge);
      break;
    }
  }
  let mood = world.moods[from] ?? 0;
  return Array.from({ length: minutes }, (_, later) => {
    mood = nextMood(mood, chance);
    return rateOf(world, surges, from + later, mood);
  });
}

/** Poisson arrivals around a rate that has a week, good and bad days, a slow drift, and short moods. */
export function makeWorld(name: TraceName, weeks: number, seed: number, peakPerMin = PEAK_PER_MIN): { trace: Trace; world: World } {
  const chance = new Chance(seed * 7_919 + TRACE_NAMES.indexOf(name));
  const surges = Array.from({ length: weeks * 7 }, (_, day) => surgeOn(name, day, chance)).filter((surge) => surge !== null);
  const world: World = { name, peakPerMin, levels: [], moods: [], surges };
  const [hours, days] = name === "sale-night" ? [shopHours, SHOP_DAYS] : [officeHours, WEEKDAYS];
  const arrivals: number[] = [];
  let [dayLevel, drift, mood] = [1, 1, 0];
  for (let minute = 0; minute < weeks * WEEK_MIN; minute++) {
    if (minute % DAY_MIN === 0) {
      dayLevel = chance.logNormal(1, 0.18);
      drift *= Math.exp(chance.normal(0.001, 0.01));
    }
    mood = nextMood(mood, chance);
    const day = Math.floor(minute / DAY_MIN) % 7;
    world.levels.push(peakPerMin * (days[day] ?? 1) * hours((minute % DAY_MIN) / 60) * dayLevel * drift);
    world.moods.push(mood);
    arrivals.push(chance.poisson(rateOf(world, surges, minute, mood)));
  }
  return { trace: { name, arrivals }, world };
}

export const makeTrace = (name: TraceName, weeks: number, seed: number, peakPerMin = PEAK_PER_MIN): Trace => makeWorld(name, weeks, seed, peakPerMin).trace;

/** One's own history: a CSV with a column `minute` (ISO time) and a column `arrivals`; minutes that are missing had none. */
export function readTrace(path: string): Trace {
  const { data, errors } = Papa.parse<Record<string, string>>(readFileSync(path, "utf8").trim(), { header: true, skipEmptyLines: true });
  const first = errors[0];
  if (first) throw new Error(`${path}, row ${first.row ?? 0}: ${first.message}`);
  const rows = data.map((row, at) => {
    const [time, count] = [Date.parse(row["minute"] ?? ""), Number(row["arrivals"])];
    if (Number.isNaN(time) || !Number.isInteger(count) || count < 0)
      throw new Error(`${path}, row ${at + 2}: wanted minute (ISO time) and arrivals (a whole number)`);
    return { minute: Math.floor(time / 60_000), count };
  });
  const least = Math.min(...rows.map(({ minute }) => minute));
  // Back to the Monday before: 1970-01-01 was a Thursday.
  const start = Math.floor((least + 3 * DAY_MIN) / WEEK_MIN) * WEEK_MIN - 3 * DAY_MIN;
  const arrivals = Array.from({ length: Math.max(...rows.map(({ minute }) => minute)) - start + 1 }, () => 0);
  for (const { minute, count } of rows) arrivals[minute - start] = (arrivals[minute - start] ?? 0) + count;
  return { name: path, arrivals };
}
