/**
 * What the tables say about tenants, keys and channel accounts, remembered so that a message needs no table and a dead table
 * stops nothing: isolate memory for some seconds, then D1, then the last-known copy in KV, then what memory held before.
 *
 * A value past its time is still given once more while it is looked up anew behind the answer; so a revoked key works for at
 * most twice `TTL_MS`. Lookups are not shared between requests: the platform cancels a request's reads with the request.
 */
import { BoundedMap } from "../resilience/bounded-map.ts";

const TTL_MS = 5_000;
/** Something that was not there is asked for again after so long. */
const MISSING_TTL_MS = 1_000;
/** A look-up behind an answer that never came back is tried again after so long. */
const REFRESH_PATIENCE_MS = 2_000;
const REMEMBERED_MISSING = 1_000;

export type Looked<T> =
  | { look: "found"; value: T /** neither memory nor D1 vouches for it: a copy */; stale: boolean }
  | { look: "missing" }
  | { look: "unreachable" };

/** What of KV is used here. */
export interface Copies {
  get(key: string): Promise<string | null>;
  put(key: string, text: string): Promise<void>;
  delete(key: string): Promise<void>;
}

interface LastKnownOptions<T> {
  /** Part of the copy's key, e.g. `api-key`. */
  name: string;
  most: number;
  copies: Copies;
  /** D1; null = there is no such thing. */
  load(key: string): Promise<T | null>;
  /** Runs a read of D1 with its breaker and its deadline. */
  guarded<R>(read: () => Promise<R>): Promise<{ ok: true; value: R } | { ok: false }>;
  now(): number;
  later(work: Promise<unknown>): void;
}

interface Entry<T> {
  value: T;
  at: number;
  refreshingSince: number | null;
  /** JSON of the copy in KV, as far as this isolate knows */
  copied: string;
}

export class LastKnown<T> {
  readonly #options: LastKnownOptions<T>;
  readonly #entries: BoundedMap<string, Entry<T>>;
  readonly #missing = new BoundedMap<string, number>(REMEMBERED_MISSING);

  constructor(options: LastKnownOptions<T>) {
    this.#options = options;
    this.#entries = new BoundedMap(options.most);
  }

  /** What is at hand without waiting, or null when `get` must be asked. */
  peek(key: string): T | null {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    const now = this.#options.now();
    const age = now - entry.at;
    if (age < TTL_MS) return entry.value;
    if (age >= 2 * TTL_MS) return null;
    if (entry.refreshingSince === null || now - entry.refreshingSince > REFRESH_PATIENCE_MS) {
      entry.refreshingSince = now;
      this.#options.later(this.#fresh(key));
    }
    return entry.value;
  }

  async get(key: string): Promise<Looked<T>> {
    const value = this.peek(key);
    if (value !== null) return { look: "found", value, stale: false };
    const missingSince = this.#missing.get(key);
    if (missingSince !== undefined && this.#options.now() - missingSince < MISSING_TTL_MS) return { look: "missing" };
    return (await this.#fresh(key)) ?? (await this.#copy(key)) ?? this.#remembered(key);
  }

  /** After a change by this isolate. */
  forget(key: string): void {
    this.#entries.delete(key);
    this.#missing.delete(key);
  }

  /** null = D1 is out of reach. */
  async #fresh(key: string): Promise<Looked<T> | null> {
    const read = await this.#options.guarded(() => this.#options.load(key));
    if (!read.ok) return null;
    if (read.value !== null) {
      this.#remember(key, read.value);
      return { look: "found", value: read.value, stale: false };
    }
    const known = this.#entries.get(key);
    this.forget(key);
    this.#missing.set(key, this.#options.now());
    if (known) this.#options.later(this.#options.copies.delete(this.#copyKey(key)));
    return { look: "missing" };
  }

  #remember(key: string, value: T): void {
    const text = JSON.stringify(value);
    const known = this.#entries.get(key);
    this.#missing.delete(key);
    this.#entries.set(key, { value, at: this.#options.now(), refreshingSince: null, copied: text });
    if (known?.copied !== text) this.#options.later(this.#options.copies.put(this.#copyKey(key), text));
  }

  async #copy(key: string): Promise<Looked<T> | null> {
    try {
      const text = await this.#options.copies.get(this.#copyKey(key));
      return text === null ? null : { look: "found", value: JSON.parse(text) as T, stale: true };
    } catch {
      // KV is out of reach or the copy is broken: memory is the last resort.
      return null;
    }
  }

  #remembered(key: string): Looked<T> {
    const entry = this.#entries.get(key);
    return entry ? { look: "found", value: entry.value, stale: true } : { look: "unreachable" };
  }

  #copyKey(key: string): string {
    return `known/${this.#options.name}/${key}`;
  }
}
