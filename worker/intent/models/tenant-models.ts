/** The tenants' own models that this isolate holds: loaded beside the first message, let go when others are wanted. */
import type { IntentModel } from "../../../wasm-models/runtime/intent-model.ts";
import { bucketSource, ModelStore } from "../../../wasm-models/runtime/model-store.ts";
import { BoundedMap } from "../../resilience/bounded-map.ts";
import type { GuardedRead } from "../../resilience/d1-guard.ts";
import { liveOf, shelfPrefix } from "./model-shelf.ts";

/** A change of the live model works everywhere within this, ms. */
const CHECK_MS = 5_000;
const TENANTS = 1_000;
/** Own models an isolate holds beside the common one: each takes 10–20 MB, and an isolate has 128 MB. */
export const MOST_HELD = 3;
/** A model that answered so lately is not let go for another's: reading 9 MB anew for message after message would serve neither. ms */
export const KEPT_MS = 60_000;

export interface TenantModelHost {
  db: D1Database;
  d1: GuardedRead;
  media: R2Bucket;
  now(): number;
  later(work: Promise<unknown>): void;
}

interface Held {
  prefix: string;
  store: ModelStore;
  usedAt: number;
}

export class TenantModels {
  readonly #host: TenantModelHost;
  readonly #live = new BoundedMap<string, { name: string | null; at: number }>(TENANTS);
  /** By tenant, the one used last at the end. */
  readonly #held = new Map<string, Held>();

  constructor(host: TenantModelHost) {
    this.#host = host;
  }

  /** Null = the tenant has none of its own, it is not loaded yet, or there is no place for it just now: the common one answers. */
  async of(tenant: string): Promise<IntentModel | null> {
    const name = await this.#nameOf(tenant);
    const prefix = name === null ? null : shelfPrefix(tenant, name);
    const known = this.#held.get(tenant);
    if (known && known.prefix !== prefix) this.#letGo(tenant, known);
    if (prefix === null || !this.#hasPlace(tenant)) return null;
    const store = known?.prefix === prefix ? known.store : new ModelStore([bucketSource(this.#host.media, prefix)], this.#host.now);
    this.#held.delete(tenant);
    this.#held.set(tenant, { prefix, store, usedAt: this.#host.now() });
    return store.current((work) => this.#host.later(work));
  }

  /** After a change that this isolate made itself. */
  forget(tenant: string): void {
    this.#live.delete(tenant);
  }

  async #nameOf(tenant: string): Promise<string | null> {
    const now = this.#host.now();
    const known = this.#live.get(tenant);
    if (known && now - known.at < CHECK_MS) return known.name;
    const read = await this.#host.d1(() => liveOf(this.#host.db, tenant));
    if (!read.ok) return known?.name ?? null;
    this.#live.set(tenant, { name: read.value.name, at: now });
    return read.value.name;
  }

  /** Whoever was not asked for longest makes room, unless that was a moment ago. */
  #hasPlace(tenant: string): boolean {
    if (this.#held.has(tenant) || this.#held.size < MOST_HELD) return true;
    const [longest] = this.#held;
    if (!longest || this.#host.now() - longest[1].usedAt < KEPT_MS) return false;
    this.#letGo(...longest);
    return true;
  }

  #letGo(tenant: string, { store }: Held): void {
    this.#held.delete(tenant);
    this.#host.later(store.close());
  }
}
