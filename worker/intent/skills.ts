/** Understanding as this isolate has it: one model, each tenant's own intents and what was understood lately. */
import type { Understanding } from "../../protocol/understanding.ts";
import type { IntentModel } from "../../wasm-models/runtime/intent-model.ts";
import { assetSource, bucketSource, type ModelState, ModelStore } from "../../wasm-models/runtime/model-store.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { GuardedRead } from "../resilience/d1-guard.ts";
import { within } from "../resilience/deadline.ts";
import { CustomIntentStore } from "./custom/custom-store.ts";
import type { UnderstandingSkills } from "./understand.ts";

/** A cold start takes about 400 ms; a message waits this long for it before rules answer. */
const COLD_WAIT_MS = 800;
/** Tenants whose latest readings an isolate keeps, and readings of each; a reading is about 1 kB, so 10 MB at most. */
const TENANTS = 50;
const READINGS = 200;

/** What understanding needs of the worker's services. */
export interface UnderstandingHost {
  assets: Pick<Fetcher, "fetch">;
  media: R2Bucket;
  db: D1Database;
  d1: GuardedRead;
  now(): number;
  later(work: Promise<unknown>): void;
}

class IsolateSkills {
  readonly store: ModelStore;
  readonly custom: CustomIntentStore;
  readonly #host: UnderstandingHost;
  readonly #recent = new BoundedMap<string, BoundedMap<string, Understanding>>(TENANTS);

  constructor(host: UnderstandingHost) {
    this.#host = host;
    this.store = new ModelStore([bucketSource(host.media), assetSource(host.assets)], () => host.now());
    this.custom = new CustomIntentStore(host);
  }

  async model(): Promise<IntentModel | null> {
    const live = this.store.current((work) => this.#host.later(work));
    if (live) return live;
    // A broken model is not waited for by every message.
    if (this.store.state.state === "broken") return null;
    await within(this.store.refresh(), COLD_WAIT_MS);
    return this.store.current((work) => this.#host.later(work));
  }

  of(tenant: string): UnderstandingSkills {
    let recent = this.#recent.get(tenant);
    if (!recent) {
      recent = new BoundedMap(READINGS);
      this.#recent.set(tenant, recent);
    }
    return { model: () => this.model(), custom: (model) => this.custom.of(tenant, model), recent };
  }
}

const made = new WeakMap<object, IsolateSkills>();

function isolateSkills(host: UnderstandingHost): IsolateSkills {
  const known = made.get(host.assets);
  if (known) return known;
  const skills = new IsolateSkills(host);
  made.set(host.assets, skills);
  return skills;
}

export const understandingSkills = (host: UnderstandingHost, tenant: string): UnderstandingSkills => isolateSkills(host).of(tenant);

/** For health: cold, loading, ready with its version, or broken and why. */
export const modelState = (host: UnderstandingHost): ModelState => isolateSkills(host).store.state;

export const customIntentStore = (host: UnderstandingHost): CustomIntentStore => isolateSkills(host).custom;

/** Loads the model off any message's path. */
export const warmUnderstanding = (host: UnderstandingHost): void => void isolateSkills(host).store.current((work) => host.later(work));
