/**
 * How long somebody at a place will wait, as a range that is right four times of five. Pure; the state is plain JSON.
 * The model is Erlang A's: with every slot busy, places free at slots / handling time, and whoever waits ahead may leave. What the model does not know
 * (priorities that jump in, breaks, shifts) is learnt: both ends of the range are moved by what became of the ranges shown before
 * (quantile tracking as in adaptive conformal inference, Gibbs & Candès 2021), so that the share inside stays what was promised.
 */

/** The range holds so much of what comes: from the 10 % to the 90 % quantile. */
export const RANGE = { low: 0.1, high: 0.9 } as const;
/** Fewer conversations than this say nothing about the waiting time. */
export const LEAST_HANDLED = 20;
/** An end of the range moves by so much (of a logarithm) with each wait that is over. */
const STEP = 0.06;
/** z of the two quantiles. */
const Z = 1.2816;
/** A range shorter than this is false precision, seconds. */
const LEAST_S = 15;

/** Corrections of the two ends, as logarithms. */
export interface RangeState {
  low: number;
  high: number;
}
export const newRange: RangeState = { low: 0, high: 0 };

export interface Place {
  /** 1 = next */
  position: number;
  /** Conversations that those who take new ones hold at once. */
  slots: number;
  handledMin: number;
  leavePerMin: number;
}

export interface Range {
  /** seconds */
  low: number;
  high: number;
}

/** Null = nobody takes new conversations, so there is nothing to say. */
export function rangeOf(state: RangeState, { position, slots, handledMin, leavePerMin }: Place): Range | null {
  if (slots <= 0 || position <= 0) return null;
  let [mean, variance] = [0, 0];
  for (let ahead = 0; ahead < position; ahead++) {
    const step = 60 / (slots / handledMin + ahead * leavePerMin);
    mean += step;
    variance += step * step;
  }
  // As a log-normal with this mean and variance.
  const spread = Math.sqrt(Math.log(1 + variance / mean ** 2));
  const middle = Math.log(mean) - spread ** 2 / 2;
  const low = Math.exp(middle - Z * spread + state.low);
  const high = Math.max(low + LEAST_S, Math.exp(middle + Z * spread + state.high));
  return { low: Math.round(low), high: Math.round(high) };
}

/** A wait is over after `waitedS`; `isOver` = false: the customer left before, and would have waited longer. */
export function learnWait(state: RangeState, shown: Range, waitedS: number, isOver: boolean): RangeState {
  const isShort = isOver && waitedS < shown.low;
  const isLong = waitedS > shown.high;
  // Who left inside the range says nothing about how it would have ended.
  if (!isOver && !isLong) return state;
  return {
    low: clamp(state.low + STEP * (isShort ? RANGE.low - 1 : RANGE.low)),
    high: clamp(state.high + STEP * (isLong ? RANGE.high : RANGE.high - 1)),
  };
}

const clamp = (value: number): number => Math.min(3, Math.max(-3, value));
