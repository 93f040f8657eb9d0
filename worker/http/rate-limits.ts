/**
 * Token buckets in this isolate's memory: per key, per agent, per visitor, per tenant, and for doors without a key per network and tenant. An
 * office shares one network address, so that bucket is the widest. Where the platform runs many isolates each has its own buckets.
 */
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Principal } from "../tenants/roles.ts";

/** Requests a second of a key that names no rate. */
const USUAL_RATE = 2_000;
/** Requests a second of one agent's tabs, one visitor's tabs, one tenant, one network without a key. */
export const RATES = { agent: 50, visitor: 10, tenant: 200_000, network: 50, visitorDoor: 500 } as const;
/** Seconds' worth that may come at once. */
const BURST_S = { key: 2, person: 8 } as const;
const MOST_KEYS = 5_000;

interface Bucket {
  left: number;
  at: number;
}

export class RateLimits {
  readonly #buckets = new BoundedMap<string, Bucket>(MOST_KEYS);

  /** 0 = go on; otherwise whole seconds to wait. */
  take(key: string, rate: number | null, now: number, burstS: number = BURST_S.key): number {
    const perSecond = rate ?? USUAL_RATE;
    const most = Math.max(1, perSecond * burstS);
    const known = this.#buckets.get(key) ?? { left: most, at: now };
    const left = Math.min(most, known.left + ((now - known.at) / 1_000) * perSecond);
    this.#buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
  }

  /** The asker's own bucket and then the tenant's. */
  takeFor(principal: Principal, now: number): number {
    const own = this.#own(principal, now);
    return own > 0 ? own : this.take(`tenant:${principal.tenant}`, RATES.tenant, now);
  }

  #own(principal: Principal, now: number): number {
    switch (principal.kind) {
      case "key":
        return this.take(`key:${principal.keyId}`, principal.rate, now);
      case "agent":
        return this.take(`agent:${principal.tenant}:${principal.agentId}`, RATES.agent, now, BURST_S.person);
      case "visitor":
        return this.take(`visitor:${principal.tenant}:${principal.customerId}`, RATES.visitor, now, BURST_S.person);
      default:
        return principal satisfies never;
    }
  }
}

/** This isolate's. */
export const limits = new RateLimits();
