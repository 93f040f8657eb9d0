/** How far forecasts of the next half hour are from what came: pinball loss at 10, 50 and 90 %, MAPE over half hours with enough arrivals, and how often the band held. */
import { advance, newPressure, type Past, pressureAt, QUANTILES, TUNING, type Tuning } from "../../durable-objects/agent-queue/pressure-forecast.ts";
import { type Baseline, holtWinters, lastValue, SLOT_MIN, SLOTS_PER_WEEK, type Smoothing, sameTimeLastWeek } from "./baselines.ts";
import type { Trace } from "./traces.ts";

/** A percentage of nearly nothing says nothing: MAPE is over half hours with at least so many arrivals. */
export const MAPE_LEAST = 10;
/** The best of a grid on training traces, for each kind of trace: Holt-Winters gets what it can. */
const SMOOTHING: Readonly<Record<string, Smoothing>> = {
  day: { level: 0.5, trend: 0, season: 0.5 },
  burst: { level: 0.9, trend: 0, season: 0.5 },
  "sale-night": { level: 0.7, trend: 0, season: 0.5 },
};
const OTHER: Smoothing = { level: 0.7, trend: 0, season: 0.5 };
const QUANTILE_STEP = 0.02;

export interface ForecastScore {
  method: string;
  /** arrivals a minute */
  pinball: number;
  /** share */
  mape: number;
  /** share of half hours inside the 80 % band */
  coverage: number;
}

class Score {
  private pinball = 0;
  private relative = 0;
  private inside = 0;
  private slots = 0;
  private counted = 0;

  add(quantiles: readonly number[], actual: number): void {
    this.slots += 1;
    QUANTILES.forEach((share, at) => {
      const error = actual - (quantiles[at] ?? 0);
      this.pinball += (error > 0 ? share * error : (share - 1) * error) / QUANTILES.length;
    });
    if (actual >= (quantiles[0] ?? 0) && actual <= (quantiles[2] ?? 0)) this.inside += 1;
    if (actual * SLOT_MIN < MAPE_LEAST) return;
    this.counted += 1;
    this.relative += Math.abs(actual - (quantiles[1] ?? 0)) / actual;
  }

  result(method: string): ForecastScore {
    return { method, pinball: this.pinball / this.slots, mape: this.relative / Math.max(1, this.counted), coverage: this.inside / this.slots };
  }
}

/** Baselines get the same kind of band as ours: quantiles of their own normalised errors, followed online. */
class Band {
  private readonly quantiles: number[] = [-1.3, 0, 1.5];
  private static scale(rate: number): number {
    const level = Math.max(rate, 1 / SLOT_MIN);
    return Math.sqrt(level / SLOT_MIN + (0.15 * level) ** 2);
  }
  around(rate: number): number[] {
    return this.quantiles.map((quantile) => Math.max(0, rate + quantile * Band.scale(rate))).sort((a, b) => a - b);
  }
  learn(rate: number, actual: number): void {
    const error = (actual - rate) / Band.scale(rate);
    // Six steps of ours fall into one slot.
    QUANTILES.forEach((share, at) => {
      this.quantiles[at] = (this.quantiles[at] ?? 0) + 6 * QUANTILE_STEP * (error > (this.quantiles[at] ?? 0) ? share : share - 1);
    });
  }
}

const slotsOf = ({ arrivals }: Trace): number[] =>
  Array.from(
    { length: Math.floor(arrivals.length / SLOT_MIN) },
    (_, slot) => arrivals.slice(slot * SLOT_MIN, (slot + 1) * SLOT_MIN).reduce((sum, one) => sum + one, 0) / SLOT_MIN,
  );

/** The first week teaches; the others count. */
export function scoreBaseline(trace: Trace, baseline: Baseline): ForecastScore {
  const [score, band] = [new Score(), new Band()];
  slotsOf(trace).forEach((actual, slot) => {
    const rate = baseline.forecast(slot);
    if (slot >= SLOTS_PER_WEEK) {
      score.add(band.around(rate), actual);
      band.learn(rate, actual);
    }
    baseline.learn(slot, actual);
  });
  return score.result(baseline.name);
}

/** `waiting` = the line at the end of each minute; absent = always empty. */
export function scoreOurs(trace: Trace, waiting: readonly number[] = [], tuning: Tuning = TUNING): ForecastScore {
  const score = new Score();
  const past: Past = (count, minute) =>
    Array.from({ length: Math.min(count, minute) }, (_, at) => {
      const one = minute - Math.min(count, minute) + at;
      return { arrivals: trace.arrivals[one] ?? 0, waiting: waiting[one] ?? 0 };
    });
  let state = newPressure(tuning);
  slotsOf(trace).forEach((actual, slot) => {
    const minute = slot * SLOT_MIN;
    state = advance(state, past, 0, minute, tuning);
    if (slot >= SLOTS_PER_WEEK) score.add(pressureAt(state, past, 0, minute, tuning).quantiles, actual);
  });
  return score.result("ours");
}

export const allScores = (trace: Trace, waiting?: readonly number[]): ForecastScore[] => [
  scoreOurs(trace, waiting),
  scoreBaseline(trace, lastValue()),
  scoreBaseline(trace, sameTimeLastWeek()),
  scoreBaseline(trace, holtWinters(SMOOTHING[trace.name] ?? OTHER)),
];
