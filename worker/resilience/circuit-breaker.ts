/**
 * A circuit breaker: closed (calls pass, a trip rule watches), open (calls are refused for a rest), half-open (a few probes pass,
 * their verdict decides). Time is passed in; the state is plain JSON and can be taken up by another isolate.
 */
import type { TripRule, TripState } from "./trip-rules.ts";

export type Breaker =
  | { state: "closed"; trip: TripState }
  /** `rests` = how often it opened without closing in between: each rest is longer. */
  | { state: "open"; openedAt: number; rests: number }
  | { state: "half-open"; since: number; rests: number; probesLeft: number; passed: number };

/** The right to make one call. Its result is told with `succeeded` or `failed`, once. */
export interface Permit {
  /** A result that belongs to an earlier state says nothing about the present one. */
  readonly turn: number;
}

export interface BreakerOptions {
  trip: TripRule;
  /** ms of the first rest; doubled after each failed probe, up to `longestRestMs` */
  restMs: number;
  longestRestMs: number;
  /** calls that pass while half-open; all must succeed */
  probes: number;
  /** Told of each change of state. */
  changed?: (to: Breaker["state"], from: Breaker["state"], now: number) => void;
  /** What `toJSON` gave in another process. */
  initial?: Breaker;
}

export class CircuitBreaker {
  readonly #options: BreakerOptions;
  #now: Breaker;
  #turn = 0;

  constructor(options: BreakerOptions) {
    if (!(options.restMs > 0 && options.longestRestMs >= options.restMs)) throw new RangeError("restMs must be above 0 and at most longestRestMs");
    if (!(Number.isInteger(options.probes) && options.probes > 0)) throw new RangeError("probes must be a whole number above 0");
    this.#options = options;
    this.#now = options.initial ?? { state: "closed", trip: options.trip.initial };
    // The probes of a half-open breaker died with their process: it rests once more.
    if (this.#now.state === "half-open") this.#now = { state: "open", openedAt: this.#now.since, rests: this.#now.rests };
  }

  get state(): Breaker["state"] {
    return this.#now.state;
  }

  /** A permit, or null while calls are refused. */
  admit(now: number): Permit | null {
    if (this.#now.state === "closed") return { turn: this.#turn };
    const restsUntil = this.#now.state === "open" ? this.#now.openedAt + this.#restMs(this.#now.rests) : this.#now.since + this.#restMs(this.#now.rests);
    // A half-open breaker whose probes never answered lets new ones through after a rest.
    if (now >= restsUntil) {
      const { rests } = this.#now;
      this.#become({ state: "half-open", since: now, rests, probesLeft: this.#options.probes, passed: 0 }, now);
    }
    if (this.#now.state !== "half-open" || this.#now.probesLeft === 0) return null;
    this.#now = { ...this.#now, probesLeft: this.#now.probesLeft - 1 };
    return { turn: this.#turn };
  }

  succeeded(permit: Permit, now: number): void {
    if (permit.turn !== this.#turn) return;
    if (this.#now.state === "closed") this.#now = { state: "closed", trip: this.#options.trip.succeeded(this.#now.trip, now) };
    if (this.#now.state !== "half-open") return;
    const passed = this.#now.passed + 1;
    if (passed >= this.#options.probes) this.#become({ state: "closed", trip: this.#options.trip.initial }, now);
    else this.#now = { ...this.#now, passed };
  }

  failed(permit: Permit, now: number): void {
    if (permit.turn !== this.#turn) return;
    if (this.#now.state === "half-open") this.#become({ state: "open", openedAt: now, rests: this.#now.rests + 1 }, now);
    else if (this.#now.state === "closed") this.#countFailure(this.#now.trip, now);
  }

  toJSON(): Breaker {
    return this.#now;
  }

  #countFailure(known: TripState, now: number): void {
    const { state, trips } = this.#options.trip.failed(known, now);
    if (trips) this.#become({ state: "open", openedAt: now, rests: 0 }, now);
    else this.#now = { state: "closed", trip: state };
  }

  #restMs(rests: number): number {
    return Math.min(this.#options.longestRestMs, this.#options.restMs * 2 ** rests);
  }

  #become(next: Breaker, now: number): void {
    const from = this.#now.state;
    this.#now = next;
    this.#turn += 1;
    if (from !== next.state) this.#options.changed?.(next.state, from, now);
  }
}
