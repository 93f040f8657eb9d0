/** The tenants' own models that this isolate holds: loaded beside the first message, let go when others are wanted. */
import type { IntentModel } from "../../../wasm-models/runtime/intent-model.ts";
import { bucketSource, ModelStore } from "../../../wasm-models/runtime/model-store.ts";
import { BoundedMap } from "../../resilience/bounded-map.ts";
import type { GuardedRead } from "../../resilience/d1-guard.ts";
import { liveOf, shelfPrefix } from "./model-shelf.ts";

/** A change of the live model works everywhere within this, ms. */
const CHECK_MS = 5_000;
const TENANTS = 1_000;
/** Own models an isolate holds beside the common one: each takes about as much memory, and an isolate has 128 MB. */
const MOST_HELD = 1;

export interface TenantModelHost {
  db: D1Database;
  d1: GuardedRead;
  media: R2Bucket;
  now(): number;
  later(work: Promise<unknown>): void;
}

export class TenantModels {
  readonly #host: TenantModelHost;
  readonly #live = new BoundedMap<string, { name: string | null; at: number }>(TENANTS);
  /** By tenant and name, the one used last at the end. */
  readonly #held = new Map<string, ModelStore>();

  constructor(host: TenantModelHost) {
    this.#host = host;
  }

  /** Null = the tenant has none of its own, or it is not loaded yet: the common one answers. */
  async of(tenant: string): Promise<IntentModel | null> {
    const name = await this.#nameOf(tenant);
    if (name === null) return null;
    const prefix = shelfPrefix(tenant, name);
    const store = this.#held.get(prefix) ?? new ModelStore([bucketSource(this.#host.media, prefix)], this.#host.now);
    this.#held.delete(prefix);
    this.#held.set(prefix, store);
    this.#letGo();
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

  #letGo(): void {
    for (const [prefix, store] of this.#held) {
      if (this.#held.size <= MOST_HELD) return;
      this.#held.delete(prefix);
      this.#host.later(store.close());
    }
  }
}
