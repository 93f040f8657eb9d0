/**
 * Whether a series rises: the Mann–Kendall test (Mann 1945, Kendall 1975; normal approximation with correction for ties) says whether there
 * is a trend at all, the Theil–Sen slope (Sen 1968) how steep it is. Neither minds outliers or assumes a distribution. Pure.
 */

/** Samples that follow each other depend on each other; medians of so many blocks hardly do. */
const BLOCKS = 60;
/** The chance of calling a flat series rising. */
export const ALPHA = 0.01;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** Medians of at most `blocks` equal stretches, in order. */
export function blockMedians(values: readonly number[], blocks: number = BLOCKS): number[] {
  if (values.length <= blocks) return [...values];
  return Array.from({ length: blocks }, (_, at) =>
    median(values.slice(Math.floor((at * values.length) / blocks), Math.floor(((at + 1) * values.length) / blocks))),
  );
}

/** Abramowitz and Stegun 7.1.26; the error is below 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.exp(-x * x);
  return Math.sign(x) * (1 - tail);
}

/** `p` = the chance of so much rising in a series without a trend (one-sided). */
export function mannKendall(values: readonly number[]): { s: number; z: number; p: number } {
  const n = values.length;
  let s = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0));
  const ties = [...Map.groupBy(values, (value) => value).values()].map((same) => same.length);
  const variance = (n * (n - 1) * (2 * n + 5) - ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18;
  const z = variance <= 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { s, z, p: 0.5 * (1 - erf(z / Math.SQRT2)) };
}

/** The median of all pairs' slopes, per step of the series. */
export function theilSen(values: readonly number[]): number {
  const slopes: number[] = [];
  for (let i = 0; i < values.length; i++) for (let j = i + 1; j < values.length; j++) slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / (j - i));
  return slopes.length === 0 ? 0 : median(slopes);
}

export interface Trend {
  p: number;
  /** What the slope adds over the whole series. */
  rise: number;
  /** The same against the series' median. */
  share: number;
  rising: boolean;
}

/** Rising = there is a trend, and it adds more than `least` of the median over the series: a hundredth of a percent is real and no matter. */
export function trendOf(series: readonly number[], least: number): Trend {
  const values = blockMedians(series);
  const { p } = mannKendall(values);
  const rise = theilSen(values) * Math.max(0, values.length - 1);
  const share = rise / (median(values) || 1);
  return { p, rise, share, rising: p < ALPHA && share > least };
}
