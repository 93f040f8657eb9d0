/**
 * How many will come in the next half hour, and how many agents that needs. Pure.
 *
 * Pressure: λ = α·dQ/dt + β·E[τ]⁻¹, where Q is how many wait (so dQ/dt is the growth of the line per minute) and τ the time between
 * two arrivals (so E[τ]⁻¹ is the arrival rate per minute). It says how hard the team is pressed now; the arrivals of the next half
 * hour are predicted from the arrival rate alone, level and damped trend.
 */
import type { Forecast } from "../../protocol/ports.ts";
import { agentsFor } from "./erlang.ts";
import type { QueueSettings } from "./settings.ts";
import type { Minute } from "./traffic.ts";

export const HORIZON_MIN = 30;
/** A line that grows by one a minute presses half as much as one more arrival a minute: half of such growth is chance. */
export const ALPHA = 0.5;
export const BETA = 1;
/** Minutes the growth and the gaps are measured over. */
export const SHORT_MIN = 10;
/** Minutes the level and the trend are measured over. */
export const LONG_MIN = 60;
/** Weight a minute loses against the next one; half of it is gone after about 14 minutes. */
const DECAY = 0.95;
/** A trend is believed less the further ahead it is carried (damped trend, Gardner & McKenzie 1985). */
const TREND_DAMPING = 0.9;
/** Arrivals come in bunches: their variance is about this many times their mean. */
const OVERDISPERSION = 1.5;
/** 90 % of a normal distribution lie within so many standard deviations. */
const BAND_Z = 1.645;
/** Minutes of history before the forecast speaks. */
export const LEAST_MINUTES = 15;
/** Handling time before anything was handled, minutes. */
const USUAL_HANDLING_MIN = 6;

export interface ForecastInput {
  /** The last LONG_MIN whole minutes, oldest first. */
  minutes: readonly Minute[];
  /** Minutes since the queue began. */
  ageMin: number;
  waiting: number;
  agentsOnline: number;
  /** Conversations an agent has side by side, mean over the online ones. */
  sideBySide: number;
  settings: QueueSettings;
}

export function pressure(minutes: readonly Minute[]): number {
  const recent = minutes.slice(-SHORT_MIN);
  if (recent.length === 0) return 0;
  const arrivals = recent.reduce((sum, minute) => sum + minute.arrivals, 0);
  const growth = ((recent.at(-1)?.waiting ?? 0) - (recent[0]?.waiting ?? 0)) / Math.max(1, recent.length - 1);
  const meanGapMin = arrivals === 0 ? Number.POSITIVE_INFINITY : recent.length / arrivals;
  return Math.max(0, ALPHA * growth + BETA / meanGapMin);
}

/** Mean arrivals per minute over the horizon: weighted level plus damped trend of the last hour. */
export function predictArrivals(minutes: readonly Minute[]): number {
  const counts = minutes.map((minute) => minute.arrivals);
  if (counts.length === 0) return 0;
  const { level, slope } = weightedLine(counts);
  const carried = (TREND_DAMPING * (1 - TREND_DAMPING ** HORIZON_MIN)) / (1 - TREND_DAMPING);
  return Math.max(0, level + slope * (carried / 2));
}

/** Weighted least squares over the minutes; the level is the line's value now. */
function weightedLine(counts: readonly number[]): { level: number; slope: number } {
  let [w, x, y, xx, xy] = [0, 0, 0, 0, 0];
  counts.forEach((count, index) => {
    const at = index - counts.length + 1;
    const weight = DECAY ** -at;
    w += weight;
    x += weight * at;
    y += weight * count;
    xx += weight * at * at;
    xy += weight * at * count;
  });
  const spread = w * xx - x * x;
  const mean = y / w;
  // Half of a slope measured on counts is noise; with few minutes all of it is.
  const slope = counts.length < LEAST_MINUTES || spread === 0 ? 0 : (0.5 * (w * xy - x * y)) / spread;
  return { level: mean - slope * (x / w), slope };
}

export function forecast(input: ForecastInput, now: number): Forecast {
  const { minutes, settings } = input;
  const known = minutes.slice(-Math.max(1, Math.min(minutes.length, input.ageMin)));
  const mean = predictArrivals(known);
  const deviation = Math.sqrt((Math.max(mean, 1 / HORIZON_MIN) * OVERDISPERSION) / HORIZON_MIN);
  const released = known.reduce((sum, minute) => sum + minute.released, 0);
  const handledMin = released === 0 ? USUAL_HANDLING_MIN : known.reduce((sum, minute) => sum + minute.handledMs, 0) / released / 60_000;
  // Those who wait already are served within the half hour as well.
  const load = mean + input.waiting / HORIZON_MIN;
  const agentsNeeded = agentsFor(load, handledMin, Math.max(1, input.sideBySide), settings.slaMs / 60_000, settings.slaShare);
  const enoughData = input.ageMin >= LEAST_MINUTES;
  return {
    at: now,
    lambdaPerMin: pressure(known),
    horizonMin: HORIZON_MIN,
    predictedArrivalsPerMin: mean,
    band: [Math.max(0, mean - BAND_Z * deviation), mean + BAND_Z * deviation],
    agentsNeeded,
    agentsOnline: input.agentsOnline,
    alert: enoughData && agentsNeeded > input.agentsOnline,
    enoughData,
  };
}
