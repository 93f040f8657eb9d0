/**
 * Works go one after another, whatever becomes of those before. The platform may cut a request off in the middle of its work, which then
 * never ends; and a request that ends takes its timers with it. So nobody waits for a promise alone: everybody who waits has a timer of
 * their own, and only a work that has begun is waited for.
 */

/** A work is waited for so long after its beginning: longer than opening a model takes. */
const PATIENCE_MS = 3_000;

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Calls back after `ms`, unless the function it gives is called before. */
  after(ms: number, ring: () => void): () => void;
}

const platformClock: Clock = {
  now: () => Date.now(),
  after: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

export class OneAtATime {
  #current: { ended: Promise<void>; since: number } | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock = platformClock) {
    this.#clock = clock;
  }

  /** Rejects when the work does; those behind it go on. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    // Between the last look and taking the turn nothing is awaited: else two would find it free.
    for (let current = this.#alive(); current !== null; current = this.#alive()) await this.#within(current.ended, current.leftMs);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const mine = { ended, since: this.#clock.now() };
    this.#current = mine;
    try {
      return await work();
    } finally {
      if (this.#current === mine) this.#current = null;
      end();
    }
  }

  /** What runs, unless it has run for too long to be alive. */
  #alive(): { ended: Promise<void>; leftMs: number } | null {
    if (this.#current === null) return null;
    const leftMs = this.#current.since + PATIENCE_MS - this.#clock.now();
    return leftMs > 0 ? { ended: this.#current.ended, leftMs } : null;
  }

  async #within(ended: Promise<void>, ms: number): Promise<void> {
    const { promise: rung, resolve: ring } = Promise.withResolvers<void>();
    const still = this.#clock.after(ms, ring);
    await Promise.race([ended, rung]);
    still();
  }
}
