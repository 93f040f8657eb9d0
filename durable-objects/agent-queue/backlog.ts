/**
 * Where a line is going: mean and variance of the conversations in a team (Erlang A with arrivals, slots and leaving that change by the minute), minute by minute,
 * with the distribution taken as normal at each step (Gaussian closure of the moments: Massey & Pender 2013, "Gaussian skewness approximation for dynamic rate multi-server
 * queues with abandonment"). For what is to come within an hour it costs fifty steps of arithmetic, where the exact equations cost thousands. Pure.
 */
import { normalShare } from "./erlang-a.ts";

export interface Backlog {
  /** Held and waiting now. */
  inSystem: number;
  /** Arrivals a minute, and slots, so many minutes from now. */
  arrivalsAt: (minute: number) => number;
  slotsAt: (minute: number) => number;
  handledMin: number;
  leavePerMin: number;
  /** Whoever waits longer is late, minutes. */
  waitMin: number;
}

export interface Ahead {
  /** Share of those who come between the two minutes and will be late. */
  late: number;
  /** Waiting for each slot, mean between the two minutes. */
  waitingPerSlot: number;
}

/** Variance of a count is never less than this: below it the normal is a point. */
const LEAST_VARIANCE = 0.25;
const LEAST_SLOTS = 0.5;
const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** What becomes of the line between two minutes from now, whole numbers. */
export function ahead({ inSystem, arrivalsAt, slotsAt, handledMin, leavePerMin, waitMin }: Backlog, from: number, to: number): Ahead {
  const stays = Math.exp(-leavePerMin * waitMin);
  let [mean, variance] = [inSystem, 1];
  let [late, came, waiting] = [0, 0, 0];
  for (let minute = 0; minute < to; minute++) {
    const [slots, arrivals] = [Math.max(LEAST_SLOTS, slotsAt(minute)), Math.max(0, arrivalsAt(minute))];
    const deviation = Math.sqrt(variance);
    const z = (mean - slots) / deviation;
    const full = normalShare(z);
    const over = Math.max(0, deviation * density(z) + (mean - slots) * full);
    const ending = Math.max(0, mean - over) / handledMin;
    if (minute >= from) {
      // Late is who finds more before them than the slots can take in that time.
      const tooMany = slots * (1 + waitMin / handledMin);
      late += arrivals * stays * normalShare((mean - tooMany) / deviation);
      came += arrivals;
      waiting += over / slots;
    }
    const leaving = over * leavePerMin;
    mean = Math.max(0, mean + arrivals - ending - leaving);
    const pull = (1 - full) / handledMin + leavePerMin * full;
    variance = Math.max(LEAST_VARIANCE, variance + arrivals + ending + leaving - 2 * variance * pull);
  }
  return { late: came > 0 ? late / came : 0, waitingPerSlot: waiting / Math.max(1, to - from) };
}
