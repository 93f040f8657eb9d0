/** Customers and agents of a simulated team. Customers are drawn once for each trace, so that every strategy serves the same ones. Times in ms from the first Monday, 00:00. */
import type { ChannelKind } from "../../protocol/channels.ts";
import { Chance } from "./chance.ts";
import { DAY_MIN, type Trace } from "./traces.ts";

export const MINUTE_MS = 60_000;

export interface Customer {
  id: string;
  arrivesAt: number;
  intent: string;
  skills: string[];
  language: string;
  channel: ChannelKind;
  priority: number;
  vip: boolean;
  /** Minutes of an agent's whole attention. */
  workMin: number;
  patienceMs: number;
  /** The agent they knew, as a share of the roster (0…1); null = new here. */
  knows: number | null;
}

/** intent, share, minutes of attention, skill, priority */
const KINDS = [
  ["track_order", 0.34, 1.6, null, 0],
  ["exchange", 0.16, 3, null, 0],
  ["refund", 0.2, 3.6, "refund", 0],
  ["complaint", 0.08, 6.5, "refund", 2],
  ["tech", 0.13, 5, "tech", 0],
  ["other", 0.09, 2.5, null, 1],
] as const;
const CHANNELS: readonly (readonly [ChannelKind, number])[] = [
  ["web", 0.45],
  ["wechat_oa", 0.35],
  ["whatsapp", 0.12],
  ["email", 0.08],
];
/** Mean patience, minutes. */
const PATIENCE_MIN: Partial<Record<ChannelKind, number>> = { web: 9, wechat_oa: 20, whatsapp: 18, email: 240 };
const ENGLISH = 0.12;
const VIPS = 0.06;
const KNOWS_SOMEBODY = 0.35;
const WORK_SPREAD = 0.5;

export const drawCustomers = ({ arrivals }: Trace, seed: number): Customer[] => customersOf(arrivals, 0, "c", new Chance(seed * 104_729 + 17));

/** `arrivals` by minute, from minute `first` on; `name` begins the ids. */
export function customersOf(arrivals: readonly number[], first: number, name: string, chance: Chance): Customer[] {
  const customers: Customer[] = [];
  arrivals.forEach((count, at) => {
    const minute = first + at;
    for (let n = 0; n < count; n++) {
      const [intent, , workMin, skill, priority] = chance.pick(KINDS.map((kind) => [kind, kind[1]] as const));
      const channel = chance.pick(CHANNELS);
      customers.push({
        id: `${name}${minute}-${n}`,
        arrivesAt: Math.round((minute + chance.next()) * MINUTE_MS),
        intent,
        skills: skill === null ? [] : [skill],
        language: chance.next() < ENGLISH ? "en" : "zh",
        channel,
        priority,
        vip: chance.next() < VIPS,
        workMin: chance.logNormal(workMin, WORK_SPREAD),
        patienceMs: chance.exponential((PATIENCE_MIN[channel] ?? 15) * MINUTE_MS),
        knows: chance.next() < KNOWS_SOMEBODY ? chance.next() : null,
      });
    }
  });
  return customers.sort((a, b) => a.arrivesAt - b.arrivesAt);
}

export interface SimAgent {
  id: string;
  skills: string[];
  languages: string[];
  capacity: number;
  /** Works so much faster than the mean. */
  speed: number;
  /** Comes and goes, minutes of the day, by weekday; null = day off. */
  shifts: readonly ({ from: number; to: number } | null)[];
}

/** Shares of the roster that begin at these hours; a shift is nine hours with a break. */
const SHIFTS: readonly (readonly [from: number, share: number])[] = [
  [8, 0.42],
  [10, 0.2],
  [14, 0.22],
  [23, 0.16],
];
const SHIFT_H = 9;

/** A roster whose skills are mixed: everybody speaks Chinese and does the common things, some do more. */
export function drawAgents(count: number, seed: number): SimAgent[] {
  const chance = new Chance(seed * 15_485_863 + 5);
  let begins = SHIFTS.flatMap(([from, share]) => Array.from({ length: Math.round(share * count) }, () => from));
  begins = begins.slice(0, count).concat(Array.from({ length: Math.max(0, count - begins.length) }, () => 10));
  return begins.map((from, n) => ({
    id: `a${String(n).padStart(3, "0")}`,
    skills: [...(n % 2 === 0 ? ["refund"] : []), ...(n % 3 === 0 ? ["tech"] : [])],
    languages: n % 4 === 0 ? ["zh", "en"] : ["zh"],
    capacity: 3,
    speed: chance.logNormal(1, 0.18),
    // Two days off in seven, spread over the roster.
    shifts: Array.from({ length: 7 }, (_, day) => ((day + n) % 7 < 5 ? { from: from * 60, to: from * 60 + SHIFT_H * 60 } : null)),
  }));
}

/** On shift at this moment; shifts may go over midnight. */
export function isOnShift(agent: SimAgent, minute: number): boolean {
  const inDay = minute % DAY_MIN;
  const day = Math.floor(minute / DAY_MIN);
  const [today, yesterday] = [agent.shifts[day % 7], agent.shifts[(day + 6) % 7]];
  return (today ? inDay >= today.from && inDay < today.to : false) || (yesterday ? inDay + DAY_MIN < yesterday.to : false);
}

/** The roster as a plan of shifts, as a team would have told its queue; weeks from the first Monday. */
export function plannedShifts(agents: readonly SimAgent[], weeks: number): { from: number; to: number; agents: number }[] {
  const days = Array.from({ length: weeks * 7 }, (_, day) => day);
  return days.flatMap((day) => {
    const shifts = agents.flatMap(({ shifts }) => shifts[day % 7] ?? []);
    return [...Map.groupBy(shifts, ({ from, to }) => `${from} ${to}`).values()].flatMap((same) => {
      const [first] = same;
      return first ? [{ from: (day * DAY_MIN + first.from) * MINUTE_MS, to: (day * DAY_MIN + first.to) * MINUTE_MS, agents: same.length }] : [];
    });
  });
}
