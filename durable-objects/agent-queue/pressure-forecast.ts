/**
 * Arrivals of the next half hour, fitted online for each team. Pure; the state is plain JSON.
 *
 * Pressure: λ(t) = α·dQ/dt + β·E[τ]⁻¹ (+ γ·season + δ·day), where Q is how many wait and τ the time between two arrivals.
 * With the handling time in τ's place slower agents would lower the pressure, and a team in trouble would look quiet: τ is what customers do, not what agents do.
 * α and β are fitted by recursive least squares with forgetting against what came in the following half hour, so that λ is a forecast and not an index.
 * Once a week is known, E[τ]⁻¹ is carried along the usual week (what is usual next against what was usual now), and two terms join: what is usual (γ), and what is
 * usual times how busy the last hours were against theirs (δ).
 */
import { type Fit, learn, newFit, predict } from "./least-squares.ts";
import { learnSlot, newSeason, type Season, SLOT_MIN, usual } from "./season.ts";

export const HORIZON_MIN = 30;
/** A forecast is made and learnt from every so many minutes. */
export const STEP_MIN = 5;

/** Found on training traces (see docs/queueing.md); the evaluation uses others. */
export interface Tuning {
  /** dQ/dt is the slope over so many minutes. */
  growthMin: number;
  /** E[τ] is over so many minutes. */
  gapMin: number;
  /** How busy the day is: so many minutes. */
  dayMin: number;
  /** An observation one step old counts so much less. */
  forgetting: number;
  /** Weights of α, β, γ, δ before anything was learnt, without and with a known week. */
  before: readonly [number, number];
  withWeek: readonly [number, number, number, number];
  unsure: number;
  /** A quantile moves by so much of the usual error with each observation. */
  quantileStep: number;
}
export const TUNING: Tuning = {
  growthMin: 10,
  gapMin: 20,
  dayMin: 300,
  forgetting: 0.998,
  before: [0.05, 1],
  withWeek: [0.05, 0.7, 0.1, 0.2],
  unsure: 0.005,
  quantileStep: 0.02,
};
/** The band holds so much of what comes: between these quantiles. */
export const QUANTILES = [0.1, 0.5, 0.9] as const;

/** What a minute of the past says. */
export interface MinuteSeen {
  arrivals: number;
  waiting: number;
}

interface Made {
  minute: number;
  inputs: number[];
  /** arrivals per minute */
  rate: number;
  scale: number;
  hasWeek: boolean;
}

export interface PressureState {
  season: Season;
  /** Without, and with, a known week. */
  fits: [Fit, Fit];
  /** Normalised errors at QUANTILES. */
  quantiles: [number, number, number];
  /** Forecasts whose half hour is not over. */
  made: Made[];
  /** The next minute to be learnt from. */
  next: number | null;
}

export const newPressure = (tuning: Tuning = TUNING): PressureState => ({
  season: newSeason(),
  fits: [newFit(tuning.before, tuning.unsure), newFit(tuning.withWeek, tuning.unsure)],
  quantiles: [-1.3, 0, 1.5],
  made: [],
  next: null,
});

export interface Pressure {
  /** Arrivals per minute, mean of the next HORIZON_MIN minutes. */
  rate: number;
  /** 10 %, 50 % and 90 % quantiles of it. */
  quantiles: [number, number, number];
  alpha: number;
  beta: number;
  /** dQ/dt, per minute, and E[τ]⁻¹, per minute, as measured. */
  growth: number;
  arrivalRate: number;
}

/** The last `count` minutes before `minute`, oldest first. */
export type Past = (count: number, minute: number) => readonly MinuteSeen[];

/** Learns from all whole minutes before `minute`. `since` = the first minute this team ever had. */
export function advance(state: PressureState, past: Past, since: number, minute: number, tuning: Tuning = TUNING): PressureState {
  let after = state;
  const begin = after.next ?? Math.ceil(since / STEP_MIN) * STEP_MIN;
  for (let at = begin; at <= minute; at += STEP_MIN) after = step(after, past, since, at, tuning);
  return after;
}

function step(state: PressureState, past: Past, since: number, minute: number, tuning: Tuning): PressureState {
  let { season } = state;
  if (minute % SLOT_MIN === 0 && minute - SLOT_MIN >= since) season = learnSlot(season, minute - SLOT_MIN, rateOf(past(SLOT_MIN, minute)));
  let { fits, quantiles } = state;
  const [due, open] = [state.made.filter((made) => made.minute + HORIZON_MIN <= minute), state.made.filter((made) => made.minute + HORIZON_MIN > minute)];
  for (const made of due) {
    const actual = rateOf(past(minute - made.minute, minute).slice(0, HORIZON_MIN));
    const scaled = made.inputs.map((input) => input / made.scale);
    const [without, withWeek] = fits;
    fits = [
      learn(without, scaled.slice(0, 2), actual / made.scale, tuning.forgetting, tuning.unsure),
      made.hasWeek ? learn(withWeek, scaled, actual / made.scale, tuning.forgetting, tuning.unsure) : withWeek,
    ];
    const error = (actual - made.rate) / made.scale;
    quantiles = QUANTILES.map((share, at) => {
      const known = quantiles[at] ?? 0;
      return known + tuning.quantileStep * (error > known ? share : share - 1);
    }) as [number, number, number];
  }
  const made = minute - since >= STEP_MIN ? [...open, make({ ...state, season, fits }, past, since, minute, tuning)] : open;
  return { season, fits, quantiles, made, next: minute + STEP_MIN };
}

const rateOf = (minutes: readonly MinuteSeen[]): number =>
  minutes.length === 0 ? 0 : minutes.reduce((sum, { arrivals }) => sum + arrivals, 0) / minutes.length;

/** Growth of the line per minute: the slope of least squares. */
export function growthOf(minutes: readonly MinuteSeen[]): number {
  const middle = (minutes.length - 1) / 2;
  const spread = minutes.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return spread === 0 ? 0 : minutes.reduce((sum, { waiting }, at) => sum + (at - middle) * waiting, 0) / spread;
}

/** Ratios of usual rates are kept within this: a quiet night says little about the morning. */
const CARRY = { least: 0.25, most: 4 };
const ratio = (a: number, b: number): number => Math.min(CARRY.most, Math.max(CARRY.least, (a + 0.02) / (b + 0.02)));
/** An error is measured against chance (Poisson over the horizon) and against this share of the rate: what nobody can know. */
const UNKNOWABLE = 0.15;

function make({ season, fits }: PressureState, past: Past, since: number, minute: number, tuning: Tuning): Made {
  const span = (count: number): number => Math.max(1, Math.min(count, minute - since));
  const growth = growthOf(past(span(tuning.growthMin), minute));
  const arrivalRate = rateOf(past(span(tuning.gapMin), minute));
  const next = usual(season, minute, minute + HORIZON_MIN);
  const now = usual(season, minute - span(tuning.gapMin), minute);
  const day = usual(season, minute - span(tuning.dayMin), minute);
  const hasWeek = next !== null && now !== null && day !== null;
  const carried = hasWeek ? arrivalRate * ratio(next, now) : arrivalRate;
  const busy = hasWeek ? next * ratio(rateOf(past(span(tuning.dayMin), minute)), day) : 0;
  const inputs = [growth, carried, next ?? 0, busy];
  const rate = Math.max(0, hasWeek ? predict(fits[1], inputs) : predict(fits[0], inputs.slice(0, 2)));
  const level = Math.max(rate, 1 / HORIZON_MIN);
  return { minute, inputs, rate, hasWeek, scale: Math.sqrt(level / HORIZON_MIN + (UNKNOWABLE * level) ** 2) };
}

/** The forecast at a minute (whole minutes before it are known). */
export function pressureAt(state: PressureState, past: Past, since: number, minute: number, tuning: Tuning = TUNING): Pressure {
  const made = make(state, past, since, minute, tuning);
  const fit = made.hasWeek ? state.fits[1] : state.fits[0];
  const quantiles = state.quantiles.map((quantile) => Math.max(0, made.rate + quantile * made.scale)).sort((a, b) => a - b) as [number, number, number];
  const span = (count: number): number => Math.max(1, Math.min(count, minute - since));
  return {
    rate: made.rate,
    quantiles,
    alpha: fit.weights[0] ?? 0,
    beta: fit.weights[1] ?? 0,
    growth: growthOf(past(span(tuning.growthMin), minute)),
    arrivalRate: rateOf(past(span(tuning.gapMin), minute)),
  };
}
