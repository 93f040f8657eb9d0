/**
 * The model that is live in this isolate: loaded once beside the first message, looked after every 30 s, changed in one step once the new
 * one has proven itself; whatever fails on the way leaves the old one in place.
 *
 * Memory: about 9 MB of files while loading, then the runtime's WebAssembly memory and 6 MB of tables
 * (60 MB an isolate, measured by scripts/understanding-memory.ts). Two models are held during a change;
 * tenants' own ones have a store each (worker/intent/models).
 */
import { openEncoder } from "./encoder-session.ts";
import { IntentModel } from "./intent-model.ts";
import { lieOf, MODEL_FILES, type ModelFiles, manifestSchema } from "./manifest.ts";

const CHECK_MS = 30_000;
/** After a failed first load. */
const RETRY_MS = 5_000;

/** The platform drops the reads of a request that was cancelled; a load that is so old is begun anew. */
const LOADING_PATIENCE_MS = 15_000;

/** Where model files lie; the first source with a manifest is used. null = there is no such file. */
export interface ModelSource {
  name: string;
  read(file: string): Promise<Uint8Array | null>;
}

/** Static assets below /models, as the build put them there. */
export function assetSource(assets: Pick<Fetcher, "fetch">): ModelSource {
  return {
    name: "assets",
    read: async (file) => {
      const answer = await assets.fetch(`https://assets.invalid/models/${file}`);
      return answer.ok ? answer.bytes() : null;
    },
  };
}

/** R2 objects below a prefix: the common model's lie right below models/, for a change without a deployment. */
export function bucketSource(bucket: Pick<R2Bucket, "get">, prefix = "models/"): ModelSource {
  return {
    name: "r2",
    read: async (file) => {
      const object = await bucket.get(prefix + file);
      return object === null ? null : new Uint8Array(await object.arrayBuffer());
    },
  };
}

export type ModelState = { state: "cold" | "loading" } | { state: "ready"; version: string } | { state: "broken"; reason: string };

/** A message every model must survive before it goes live. */
const SMOKE_TEXT = "我要退货但是快递单号找不到了 where is my refund";

export class ModelStore {
  readonly #sources: readonly ModelSource[];
  readonly #now: () => number;
  #model: IntentModel | null = null;
  #loading: { done: Promise<void>; since: number } | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #problem = "";

  constructor(sources: readonly ModelSource[], now: () => number) {
    this.#sources = sources;
    this.#now = now;
  }

  get state(): ModelState {
    if (this.#model) return { state: "ready", version: this.#model.version };
    if (this.#loading) return { state: "loading" };
    return this.#problem === "" ? { state: "cold" } : { state: "broken", reason: this.#problem };
  }

  /** The live model at once, or null. Starts loading or looking after it when it is time; `later` keeps that alive behind the answer. */
  current(later: (work: Promise<unknown>) => void): IntentModel | null {
    const age = this.#now() - this.#lookedAt;
    if (age >= (this.#model ? CHECK_MS : RETRY_MS)) later(this.refresh());
    return this.#model;
  }

  /** Never rejects: what went wrong is in `state`. */
  refresh(): Promise<void> {
    const now = this.#now();
    if (this.#loading && now - this.#loading.since < LOADING_PATIENCE_MS) return this.#loading.done;
    const done = this.#look().then(
      () => this.#done(""),
      (error: unknown) => this.#done(error instanceof Error ? error.message : String(error)),
    );
    this.#loading = { done, since: now };
    return done;
  }

  #done(problem: string): void {
    this.#problem = problem;
    this.#lookedAt = this.#now();
    this.#loading = null;
  }

  async #look(): Promise<void> {
    for (const source of this.#sources) {
      const text = await source.read("manifest.json");
      if (text === null) continue;
      const manifest = manifestSchema.parse(JSON.parse(new TextDecoder().decode(text)));
      if (manifest.version === this.#model?.version) return;
      const files = await readAll(source);
      const lie = await lieOf(manifest, files);
      if (lie !== null) throw new Error(`${source.name}: ${lie}`);
      const session = await openEncoder(files.get("encoder.onnx") ?? new Uint8Array());
      try {
        await this.#swap(await proven(new IntentModel(manifest, files, session)));
      } catch (error) {
        await session.release();
        throw error;
      }
      return;
    }
    throw new Error("no source has a model");
  }

  /** Frees what it holds; not to be used afterwards. */
  async close(): Promise<void> {
    await this.#loading?.done;
    const model = this.#model;
    this.#model = null;
    await model?.release();
  }

  async #swap(model: IntentModel): Promise<void> {
    const old = this.#model;
    this.#model = model;
    await old?.release();
  }
}

async function readAll(source: ModelSource): Promise<ModelFiles> {
  const files = new Map<string, Uint8Array>();
  for (const name of MODEL_FILES) {
    const content = await source.read(name);
    if (content !== null) files.set(name, content);
  }
  return files;
}

async function proven(model: IntentModel): Promise<IntentModel> {
  const { named, vectors } = await model.read(SMOKE_TEXT, []);
  if (named.length === 0 || !named.every((intent) => Number.isFinite(intent.confidence)) || !vectors.embedding.every(Number.isFinite))
    throw new Error("the model fails its smoke run");
  return model;
}
