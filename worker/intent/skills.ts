/** Understanding as this isolate has it: one model, each tenant's own intents and what was understood lately. */
import type { ContextTurn, Understanding } from "../../protocol/understanding.ts";
import type { IntentModel } from "../../wasm-models/runtime/intent-model.ts";
import { assetSource, bucketSource, ModelStore } from "../../wasm-models/runtime/model-store.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { GuardedRead } from "../resilience/d1-guard.ts";
import { within } from "../resilience/deadline.ts";
import { log, whereOf } from "../resilience/log.ts";
import { CustomIntentStore } from "./custom/custom-store.ts";
import { TenantModels } from "./models/tenant-models.ts";
import { MOST_UNITS } from "./rules-fallback.ts";
import { encodingOf, type TextEncoding } from "./text-encoding.ts";
import type { UnderstandingSkills } from "./understand.ts";

/** A cold start takes about 400 ms; a message waits this long for it before rules answer. */
const COLD_WAIT_MS = 800;
/** Tenants whose latest readings an isolate keeps, and readings of each; a reading is about 1 kB, so 10 MB at most. */
const TENANTS = 50;
const READINGS = 200;
/** Texts whose numbers an isolate remembers, each with the turns before it; a few kB at most. */
const ENCODINGS = 2_000;

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
  readonly own: TenantModels;
  readonly #host: UnderstandingHost;
  readonly #recent = new BoundedMap<string, BoundedMap<string, Understanding>>(TENANTS);
  readonly #encodings = new BoundedMap<string, TextEncoding>(ENCODINGS);

  constructor(host: UnderstandingHost) {
    this.#host = host;
    this.store = new ModelStore([bucketSource(host.media), assetSource(host.assets)], () => host.now());
    this.custom = new CustomIntentStore(host);
    this.own = new TenantModels(host);
  }

  async modelOf(tenant: string): Promise<IntentModel | null> {
    return (await this.own.of(tenant)) ?? this.model();
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
    return {
      model: () => this.modelOf(tenant),
      custom: (model) => this.custom.of(tenant, model),
      recent,
      read: (text, context, reading, model) => this.#encodings.set(keyOf(model, text, context), encodingOf(reading, model.labels)),
    };
  }

  /** What was read already, or what the live model reads of it now; null = there is no model just now. */
  async encoding(given: string, context: readonly ContextTurn[]): Promise<{ encoding: TextEncoding; model: IntentModel } | null> {
    const model = await this.model();
    const text = given.slice(0, MOST_UNITS);
    if (!model || text.trim() === "") return null;
    const key = keyOf(model, text, context);
    const known = this.#encodings.get(key);
    if (known) return { encoding: known, model };
    const encoding = encodingOf(await model.read(text, context), model.labels);
    this.#encodings.set(key, encoding);
    return { encoding, model };
  }
}

/** The same words are read otherwise after other turns. */
const keyOf = (model: IntentModel, text: string, context: readonly ContextTurn[]): string => JSON.stringify([model.version, text, context]);

const made = new WeakMap<object, IsolateSkills>();

function isolateSkills(host: UnderstandingHost): IsolateSkills {
  const known = made.get(host.assets);
  if (known) return known;
  const skills = new IsolateSkills(host);
  made.set(host.assets, skills);
  return skills;
}

export const understandingSkills = (host: UnderstandingHost, tenant: string): UnderstandingSkills => isolateSkills(host).of(tenant);

/** A text as numbers, by the live model, after these turns. A failing model counts as none. */
export async function encodingFor(
  host: UnderstandingHost,
  text: string,
  context: readonly ContextTurn[] = [],
): Promise<{ encoding: TextEncoding; model: IntentModel } | null> {
  try {
    return await isolateSkills(host).encoding(text, context);
  } catch (error) {
    log("error", "the model failed on a text", whereOf(error));
    return null;
  }
}

export const tenantModels = (host: UnderstandingHost): TenantModels => isolateSkills(host).own;

export const customIntentStore = (host: UnderstandingHost): CustomIntentStore => isolateSkills(host).custom;

/** Loads the model off any message's path. */
export const warmUnderstanding = (host: UnderstandingHost): void => void isolateSkills(host).store.current((work) => host.later(work));
