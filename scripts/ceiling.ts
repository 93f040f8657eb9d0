/**
 * How good the staffing alarm could be at all: `npm run simulate:ceiling -- [--trace day] [--seed 101] [--weeks 7] [--every 50] [--plays 30]`. Beside it what our alarm did at the same moments.
 * `--every 200 --plays 20` takes some minutes of processor time a trace; the figures in docs/queueing.md are of those.
 */
import { parseArgs } from "node:util";
import { askOracles, bestThreshold, KNOWLEDGE } from "./simulate/ceiling.ts";
import { alarmOf, judged } from "./simulate/figures.ts";
import { drawAgents, drawCustomers, MINUTE_MS, plannedShifts } from "./simulate/people.ts";
import { RememberedRows } from "./simulate/remembered-rows.ts";
import { ShopFloor } from "./simulate/shop-floor.ts";
import { OURS, USUAL_AGENTS, USUAL_PEAK } from "./simulate/strategies.ts";
import { makeWorld, TRACE_NAMES, WEEK_MIN } from "./simulate/traces.ts";

const { values } = parseArgs({
  options: {
    trace: { type: "string", default: "day" },
    seed: { type: "string", default: "101" },
    weeks: { type: "string", default: "7" },
    every: { type: "string", default: "50" },
    plays: { type: "string", default: "30" },
    peak: { type: "string", default: String(USUAL_PEAK) },
  },
});
const name = TRACE_NAMES.find((one) => one === values.trace);
const [seed, weeks, every, plays, peak] = [values.seed, values.weeks, values.every, values.plays, values.peak].map(Number) as [
  number,
  number,
  number,
  number,
  number,
];
if (!name || !(weeks >= 2) || every % 5 !== 0) throw new RangeError(`trace: ${TRACE_NAMES.join(", ")}; at least 2 weeks; every 5 minutes or a multiple`);

const { trace, world } = makeWorld(name, weeks, seed, peak);
const [customers, agents] = [drawCustomers(trace, seed), drawAgents(Math.round((USUAL_AGENTS[name] * peak) / USUAL_PEAK), seed)];
const settings = { ...OURS.settings, staffing: { shifts: plannedShifts(agents, weeks) } };
const scored = new Map(judged(new ShopFloor(customers, agents, settings, seed).simulate(), WEEK_MIN * MINUTE_MS).map((moment) => [moment.at, moment]));
// The plan of shifts is for the forecast alone, which oracles do without.
const floor = new ShopFloor(customers, agents, OURS.settings, seed, { forecasts: false, rows: new RememberedRows() });
const asked = askOracles(floor, world, every, plays, (minute) => scored.has(minute * MINUTE_MS));
const moments = asked.flatMap(({ at, chances }) => {
  const moment = scored.get(at);
  return moment ? [{ ...moment, chances }] : [];
});
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const ours = alarmOf(moments);
console.log(
  `${name}, seed ${seed}: ${moments.length} moments, ${ours.rushes} before a rush; ours: precision ${percent(ours.precision)}, recall ${percent(ours.recall)}`,
);
for (const knowledge of KNOWLEDGE) {
  const came = bestThreshold(moments.map(({ chances, isRush }) => ({ chance: chances[knowledge], weight: isRush ? 1 : 0 })));
  // By the chances themselves, without the luck of what came.
  const expected = bestThreshold(moments.map(({ chances }) => ({ chance: chances[knowledge], weight: chances[knowledge] })));
  console.log(
    `knows ${knowledge}: precision ${percent(came.precision)}, recall ${percent(came.recall)}; expected ${percent(expected.precision)}, ${percent(expected.recall)}`,
  );
}
