/**
 * Erlang A (C. Palm 1957; Mandelbaum & Zeltyn 2007): n slots, Poisson arrivals, exponential handling and patience. Pure.
 * Asked not for the steady state, which a half hour never reaches, but for the way there from the line as it is now: the Kolmogorov forward
 * equations by uniformisation (Jensen 1953). Times in minutes, rates per minute.
 */

export interface Team {
  /** Conversations the team holds at once. */
  slots: number;
  arrivalsPerMin: number;
  handledMin: number;
  /** Whoever waits leaves at this rate. */
  leavePerMin: number;
}

/** More conversations than this in the system are one state. */
const MOST_STATES = 3_000;
/** Probability that may be cut off at the ends of the Poisson sum, and at the ends of a distribution on the way. */
const CUT = 1e-6;
const TAIL = 1e-10;
/** A term of the Poisson sum smaller than e^this is left out. */
const LEAST_LOG_WEIGHT = -18;

/** Probabilities of 0, 1, 2 … conversations in the system at each of these moments (minutes from now), beginning with `inSystem`. */
export function inSystemAt(team: Team, inSystem: number, moments: readonly number[]): Float64Array[] {
  const { slots, arrivalsPerMin, handledMin, leavePerMin } = team;
  const coming = arrivalsPerMin * Math.max(...moments);
  const most = Math.min(MOST_STATES, Math.ceil(Math.max(inSystem, slots) + coming + 6 * Math.sqrt(coming + 1) + 10));
  const ends = Float64Array.from({ length: most + 1 }, (_, k) => Math.min(k, slots) / handledMin + Math.max(0, k - slots) * leavePerMin);
  const rate = arrivalsPerMin + (ends[most] ?? 0) || 1;
  const begin = Math.min(most, Math.max(0, Math.round(inSystem)));
  const walk = new Walk(
    most,
    begin,
    arrivalsPerMin / rate,
    ends.map((end) => end / rate),
  );
  const sums = moments.map((moment) => ({ mean: rate * moment, logWeight: -rate * moment, seen: 0, result: new Float64Array(most + 1) }));
  const longest = Math.max(...sums.map(({ mean }) => mean));
  for (let jumps = 0; jumps < longest + 12 * Math.sqrt(longest + 1) + 20 && sums.some(({ seen }) => seen < 1 - CUT); jumps++) {
    for (const sum of sums) {
      const weight = sum.logWeight < LEAST_LOG_WEIGHT ? 0 : Math.exp(sum.logWeight);
      sum.seen += weight;
      if (weight > 0) walk.addTo(sum.result, weight);
      sum.logWeight += Math.log(sum.mean / (jumps + 1));
    }
    walk.jump();
  }
  return sums.map(({ result }) => result);
}

/** A distribution that moves one jump at a time; only where it is not nearly nothing. */
class Walk {
  private now: Float64Array;
  private next: Float64Array;
  private low: number;
  private high: number;
  private readonly most: number;
  private readonly up: number;
  private readonly down: Float64Array;

  constructor(most: number, begin: number, up: number, down: Float64Array) {
    this.now = new Float64Array(most + 1);
    this.next = new Float64Array(most + 1);
    this.now[begin] = 1;
    this.low = begin;
    this.high = begin;
    this.most = most;
    this.up = up;
    this.down = down;
  }

  addTo(result: Float64Array, weight: number): void {
    for (let k = this.low; k <= this.high; k++) result[k] = (result[k] ?? 0) + weight * (this.now[k] ?? 0);
  }

  jump(): void {
    const { now, next, up, down, most } = this;
    const [low, high] = [Math.max(0, this.low - 1), Math.min(most, this.high + 1)];
    next.fill(0, low, high + 1);
    for (let k = this.low; k <= this.high; k++) {
      const here = now[k] ?? 0;
      const rise = k < most ? here * up : 0;
      const fall = k > 0 ? here * (down[k] ?? 0) : 0;
      if (rise > 0) next[k + 1] = (next[k + 1] ?? 0) + rise;
      if (fall > 0) next[k - 1] = (next[k - 1] ?? 0) + fall;
      next[k] = (next[k] ?? 0) + here - rise - fall;
    }
    this.low = low;
    this.high = high;
    while (this.low < this.high && (next[this.low] ?? 0) < TAIL) this.low += 1;
    while (this.high > this.low && (next[this.high] ?? 0) < TAIL) this.high -= 1;
    this.now = next;
    this.next = now;
    // What is outside the window is left over from an earlier jump.
    if (this.low > 0) next[this.low - 1] = 0;
    if (this.high < most) next[this.high + 1] = 0;
  }
}

/** Share of those who come at each moment and wait longer than `waitMin`: the line is long enough, and their own patience does not end before. */
export function waitsOver(team: Team, inSystem: number, moments: readonly number[], waitMin: number): number[] {
  if (team.slots <= 0) return moments.map(() => 1);
  const stays = Math.exp(-team.leavePerMin * waitMin);
  return inSystemAt(team, inSystem, moments).map((chances) =>
    chances.reduce((sum, chance, k) => sum + (k < team.slots || chance < TAIL ? 0 : chance * stays * longer(team, k, waitMin)), 0),
  );
}

/** Chance that the one who finds `k` conversations waits longer: k - slots + 1 of them end or leave first, a sum of exponentials, taken as a gamma. */
function longer({ slots, handledMin, leavePerMin }: Team, k: number, waitMin: number): number {
  let [mean, variance] = [0, 0];
  for (let ahead = k - slots; ahead >= 0; ahead--) {
    const step = 1 / (slots / handledMin + ahead * leavePerMin);
    mean += step;
    variance += step * step;
  }
  const shape = mean ** 2 / variance;
  // Wilson & Hilferty 1931: the cube root of a gamma is nearly normal.
  const z = (Math.cbrt(waitMin / mean) - (1 - 1 / (9 * shape))) * 3 * Math.sqrt(shape);
  return 1 - normalShare(z);
}

/** Standard normal distribution function (Abramowitz & Stegun 26.2.17, error below 1e-7). */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = 0.3989422804 * Math.exp((-z * z) / 2) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}
