/**
 * How good any staffing alarm could be on a trace. At moments of a day the floor is copied as it stands, line, jobs and patience included, and the next 50 minutes are
 * played many times with other customers; the share of plays that end in a rush is the chance of one. Whoever knows that chance decides best (Neyman & Pearson). Two kinds
 * of knowledge, both more than an alarm has: the minutes' true rates of arrivals that lie ahead; or the law of the trace with all that has happened, burst and mood included.
 */
import { Chance } from "./chance.ts";
import { isRushIn, LEAD_MIN, WINDOW_MIN } from "./figures.ts";
import { customersOf, MINUTE_MS } from "./people.ts";
import type { ShopFloor } from "./shop-floor.ts";
import { drawRates, rateOf, WEEK_MIN, type World } from "./traces.ts";

export const KNOWLEDGE = ["the rates ahead", "the law and all that was"] as const;
type Knowledge = (typeof KNOWLEDGE)[number];

/** After the window, so that its last customers have had the time to be late. */
const LATE_MIN = 4;
const AHEAD_MIN = LEAD_MIN + WINDOW_MIN;

/** Chance of a rush by each kind of knowledge. */
export interface Asked {
  at: number;
  chances: Record<Knowledge, number>;
}

function ratesAhead(knowledge: Knowledge, world: World, minute: number, chance: Chance): number[] {
  if (knowledge === "the law and all that was") return drawRates(world, minute, AHEAD_MIN, chance);
  return Array.from({ length: AHEAD_MIN }, (_, later) => rateOf(world, world.surges, minute + later, world.moods[minute + later] ?? 0));
}

/** Share of the plays in which a rush came. */
function chanceOfRush(floor: ShopFloor, knowledge: Knowledge, world: World, minute: number, plays: number): number {
  let rushes = 0;
  for (let play = 0; play < plays; play++) {
    const chance = new Chance(minute * 7_919 + play * 104_729 + KNOWLEDGE.indexOf(knowledge));
    const arrivals = ratesAhead(knowledge, world, minute, chance).map((rate) => chance.poisson(rate));
    const copy = floor.fork(customersOf(arrivals, minute, `p${play}-`, chance), (minute + AHEAD_MIN + LATE_MIN) * MINUTE_MS);
    const { waits } = copy.simulate();
    if (isRushIn([...waits, ...copy.stillWaiting()], minute * MINUTE_MS)) rushes += 1;
  }
  return rushes / plays;
}

/** Every `everyMin` minutes after the first week, where `counts` says that the moment is scored. Runs the floor on to its end. */
export function askOracles(floor: ShopFloor, world: World, everyMin: number, plays: number, counts: (minute: number) => boolean): Asked[] {
  const asked: Asked[] = [];
  for (let minute = WEEK_MIN; minute + AHEAD_MIN + LATE_MIN < world.levels.length; minute += everyMin) {
    if (!counts(minute)) continue;
    floor.runUntil(minute * MINUTE_MS);
    const now = floor.fork([], (minute + AHEAD_MIN + LATE_MIN) * MINUTE_MS);
    const [rates, law] = KNOWLEDGE.map((knowledge) => chanceOfRush(now, knowledge, world, minute, plays));
    asked.push({ at: minute * MINUTE_MS, chances: { "the rates ahead": rates ?? 0, "the law and all that was": law ?? 0 } });
  }
  return asked;
}

export interface Ceiling {
  precision: number;
  recall: number;
}

/** The threshold at which the smaller of the two is largest, chosen on these very moments: no alarm with this knowledge does better on them. */
export function bestThreshold(moments: readonly { chance: number; weight: number }[]): Ceiling {
  const sorted = moments.toSorted((a, b) => b.chance - a.chance);
  const all = moments.reduce((sum, { weight }) => sum + weight, 0);
  let best: Ceiling = { precision: 0, recall: 0 };
  let hits = 0;
  sorted.forEach(({ chance, weight }, at) => {
    hits += weight;
    if (sorted[at + 1]?.chance === chance) return;
    const now = { precision: hits / (at + 1), recall: hits / Math.max(1, all) };
    if (Math.min(now.precision, now.recall) > Math.min(best.precision, best.recall)) best = now;
  });
  return best;
}
