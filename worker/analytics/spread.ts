/**
 * Percentiles that can be added up: counts in buckets that grow by a tenth, so that a percentile is wrong by 5 % at most (the bucketing of
 * DDSketch, Masson et al. 2019). What is below a second counts as one second.
 */

const GROWTH = 1.1;
/** A percentile is within this share of the true one. */
export const SPREAD_ERROR = (GROWTH - 1) / (GROWTH + 1);
const SECOND_MS = 1_000;
const LOG_GROWTH = Math.log(GROWTH);

/** How many fell into each bucket. */
export type Spread = Map<number, number>;

export function addTime(spread: Spread, ms: number): void {
  const bucket = ms <= SECOND_MS ? 0 : Math.ceil(Math.log(ms / SECOND_MS) / LOG_GROWTH);
  spread.set(bucket, (spread.get(bucket) ?? 0) + 1);
}

/** By nearest rank, ms; null = nothing was counted. */
export function percentile(spread: Spread, share: number): number | null {
  let total = 0;
  for (const count of spread.values()) total += count;
  let left = Math.max(1, Math.ceil(share * total));
  for (const [bucket, count] of [...spread].sort(([a], [b]) => a - b)) {
    left -= count;
    if (left <= 0) return Math.round(bucket === 0 ? SECOND_MS : (SECOND_MS * 2 * GROWTH ** bucket) / (GROWTH + 1));
  }
  return null;
}

/** bucket, count, bucket, count …, by bucket, so that the same spread is the same text */
export const packed = (spread: Spread): number[] => [...spread].sort(([a], [b]) => a - b).flat();

export function addPacked(spread: Spread, pairs: readonly number[]): void {
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const [bucket, count] = [pairs[at] ?? 0, pairs[at + 1] ?? 0];
    spread.set(bucket, (spread.get(bucket) ?? 0) + count);
  }
}
