/** Figures of a run: waits, fairness, targets, the range that was shown, and the staffing alarm. */
import { MINUTE_MS } from "./people.ts";
import type { Run, Waited } from "./shop-floor.ts";

export interface Figures {
  strategy: string;
  /** customers counted: after the first week, which teaches */
  customers: number;
  meanWaitS: number;
  p95WaitS: number;
  /** by priority 0 without VIP: the longest wait, minutes */
  longestLowMin: number;
  /** share answered within a minute */
  inTarget: number;
  left: number;
  /** Jain's index over agents' busy time against the mean of those on shift at the same time */
  jain: number;
  /** share of shown ranges that held */
  rangeHeld: number;
  rangesShown: number;
}

const TARGET_MS = 60_000;

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

/** (Σx)² / (n·Σx²): 1 = all alike (Jain, Chiu & Hawe 1984). */
export function jain(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value ** 2, 0);
  return squares === 0 ? 1 : sum ** 2 / (values.length * squares);
}

/** A wait inside the range that was shown; whoever left after its end was outside, whoever left before says nothing. */
const heldIn = ({ shown, waitMs, left }: Waited): boolean | null => {
  if (!shown) return null;
  const waitS = waitMs / 1_000;
  if (left) return waitS > shown.high ? false : null;
  return waitS >= shown.low && waitS <= shown.high;
};

export function figuresOf(strategy: string, run: Run, fromMs: number): Figures {
  const counted = run.waits.filter(({ customer }) => customer.arrivesAt >= fromMs);
  const waits = counted.map(({ waitMs }) => waitMs / 1_000).sort((a, b) => a - b);
  const low = counted.filter(({ customer }) => customer.priority === 0 && !customer.vip && customer.channel !== "email");
  const shown = counted.map(heldIn).filter((held) => held !== null);
  const shares = [...run.worked.values()].filter(({ usualMin }) => usualMin > 0).map(({ busyMin, usualMin }) => busyMin / usualMin);
  return {
    strategy,
    customers: counted.length,
    meanWaitS: waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length),
    p95WaitS: percentile(waits, 0.95),
    longestLowMin: Math.max(0, ...low.map(({ waitMs }) => waitMs)) / MINUTE_MS,
    inTarget: counted.filter(({ waitMs, left }) => !left && waitMs <= TARGET_MS).length / Math.max(1, counted.length),
    left: counted.filter(({ left }) => left).length / Math.max(1, counted.length),
    jain: jain(shares),
    rangeHeld: shown.filter(Boolean).length / Math.max(1, shown.length),
    rangesShown: shown.length,
  };
}

export interface AlarmFigures {
  precision: number;
  recall: number;
  /** moments at which a rush lay 20 to 50 minutes ahead, of all */
  rushes: number;
  moments: number;
}
/** The alarm says: from 20 minutes on, for half an hour, the 95th percentile of waits will be above 3 minutes. */
export const LEAD_MIN = 20;
export const WINDOW_MIN = 30;
const TOO_LONG_MS = 3 * MINUTE_MS;
/** With fewer arrivals a percentile means nothing. */
const LEAST_ARRIVALS = 10;

const isRush = (waits: readonly number[]): boolean =>
  percentile(
    waits.toSorted((a, b) => a - b),
    0.95,
  ) > TOO_LONG_MS;

const begins = (at: number): number => at + LEAD_MIN * MINUTE_MS;
const ends = (at: number): number => begins(at) + WINDOW_MIN * MINUTE_MS;

/** Whether those who come in the half hour that the alarm of `at` speaks of wait too long; too few are no rush. */
export function isRushIn(waits: readonly Waited[], at: number): boolean {
  const window = waits.filter(({ customer }) => customer.arrivesAt >= begins(at) && customer.arrivesAt < ends(at));
  return window.length >= LEAST_ARRIVALS && isRush(window.map(({ waitMs }) => waitMs));
}

/** The moments that are scored: whether the alarm was on, and whether the rush came. */
export function judged(run: Run, fromMs: number): { at: number; alert: boolean; isRush: boolean }[] {
  const waits = run.waits.toSorted((a, b) => a.customer.arrivesAt - b.customer.arrivesAt);
  let first = 0;
  return run.moments.flatMap(({ at, alert }) => {
    if (at < fromMs) return [];
    while ((waits[first]?.customer.arrivesAt ?? Number.POSITIVE_INFINITY) < begins(at)) first += 1;
    const window: number[] = [];
    for (let n = first; (waits[n]?.customer.arrivesAt ?? Number.POSITIVE_INFINITY) < ends(at); n++) window.push(waits[n]?.waitMs ?? 0);
    return window.length < LEAST_ARRIVALS ? [] : [{ at, alert, isRush: isRush(window) }];
  });
}

export function alarmOf(moments: readonly { alert: boolean; isRush: boolean }[]): AlarmFigures {
  const count = (said: boolean, came: boolean): number => moments.filter(({ alert, isRush }) => alert === said && isRush === came).length;
  const [right, wrong, missed] = [count(true, true), count(true, false), count(false, true)];
  return { precision: right / Math.max(1, right + wrong), recall: right / Math.max(1, right + missed), rushes: right + missed, moments: moments.length };
}
