/** What the forecast has to beat, over half hours: the last value, the same time last week, and Holt-Winters (Winters 1960, additive, weekly season). Rates are arrivals a minute. */

export const SLOT_MIN = 30;
export const SLOTS_PER_WEEK = 336;

export interface Baseline {
  name: string;
  /** The forecast for the slot `at`, from the slots before it. */
  forecast(at: number): number;
  /** What came in the slot `at`. */
  learn(at: number, actual: number): void;
}

export function lastValue(): Baseline {
  let last = 0;
  return {
    name: "last value",
    forecast: () => last,
    learn: (_at, actual) => {
      last = actual;
    },
  };
}

export function sameTimeLastWeek(): Baseline {
  const seen: number[] = [];
  return {
    name: "same time last week",
    forecast: (at) => seen[at - SLOTS_PER_WEEK] ?? seen[at - 1] ?? 0,
    learn: (at, actual) => {
      seen[at] = actual;
    },
  };
}

export interface Smoothing {
  level: number;
  trend: number;
  season: number;
}

export function holtWinters({ level: a, trend: b, season: c }: Smoothing): Baseline {
  let [level, trend] = [0, 0];
  const season: number[] = [];
  const first: number[] = [];
  return {
    name: "Holt-Winters",
    forecast: (at) => (at < SLOTS_PER_WEEK ? (first.at(-1) ?? 0) : Math.max(0, level + trend + (season[at % SLOTS_PER_WEEK] ?? 0))),
    learn: (at, actual) => {
      if (at < SLOTS_PER_WEEK) {
        first.push(actual);
        if (at < SLOTS_PER_WEEK - 1) return;
        level = first.reduce((sum, one) => sum + one, 0) / first.length;
        for (const one of first) season.push(one - level);
        return;
      }
      const slot = at % SLOTS_PER_WEEK;
      const before = level;
      level = a * (actual - (season[slot] ?? 0)) + (1 - a) * (level + trend);
      trend = b * (level - before) + (1 - b) * trend;
      season[slot] = c * (actual - level) + (1 - c) * (season[slot] ?? 0);
    },
  };
}
