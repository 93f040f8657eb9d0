/** Token buckets per key, in this isolate's memory. */
import { BoundedMap } from "../resilience/bounded-map.ts";

/** Requests a second of a key that names no rate, and how many may come at once. */
export const USUAL_RATE = 2_000;
const BURST_S = 2;
const MOST_KEYS = 5_000;

interface Bucket {
  left: number;
  at: number;
}

export class RateLimits {
  readonly #buckets = new BoundedMap<string, Bucket>(MOST_KEYS);

  /** 0 = go on; otherwise whole seconds to wait. */
  take(key: string, rate: number | null, now: number): number {
    const perSecond = rate ?? USUAL_RATE;
    const most = Math.max(1, perSecond * BURST_S);
    const known = this.#buckets.get(key) ?? { left: most, at: now };
    const left = Math.min(most, known.left + ((now - known.at) / 1_000) * perSecond);
    this.#buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }
}
