/** The published prices of the Workers paid plan, in dollars a million beyond what is included (docs/cost.md names the list), and what counts cost. */
import type { Costs, Subject } from "./count-costs.ts";
import type { Counts } from "./counts.ts";

export const DOLLARS_A_MILLION: Readonly<Record<keyof Counts, number>> = {
  workerRequests: 0.3,
  objectRequests: 0.15,
  objectRowsRead: 0.001,
  objectRowsWritten: 1,
  d1RowsRead: 0.001,
  d1RowsWritten: 1,
  kvReads: 0.5,
  kvWrites: 5,
  r2Writes: 4.5,
  r2Reads: 0.36,
};

/** 10 000 messages of customers: 2 500 conversations of four messages with two replies each, each of these in a minute of its own. */
export const MIX: Readonly<Partial<Record<Subject, number>>> = { "first message": 2_500, message: 7_500, reply: 5_000, report: 15_000 };

export const NAMES = Object.keys(DOLLARS_A_MILLION) as (keyof Counts)[];

/** What the mix uses altogether. */
export const ofMix = (costs: Costs): Counts =>
  Object.fromEntries(
    NAMES.map((name) => [name, Object.entries(MIX).reduce((sum, [subject, times]) => sum + costs[subject as Subject][name] * times, 0)]),
  ) as unknown as Counts;

export const dollarsOf = (counts: Counts): number => NAMES.reduce((sum, name) => sum + (counts[name] * DOLLARS_A_MILLION[name]) / 1_000_000, 0);
