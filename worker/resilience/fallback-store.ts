/**
 * Messages that the session object could not take at once, one KV key per message:
 * `fallback/<tenant>/<customer>/<time-ordered id>`. Listing gives each customer's messages in the order they came.
 *
 * It also remembers which keys there are, so that a later message of the same customer does not overtake them. Another isolate's
 * keys are seen at its own start and by `replay`; until then order between isolates is as good as KV's (about a minute).
 */
import type { RecordInput } from "../../protocol/ports.ts";
import { type Timer, within } from "./deadline.ts";

const ROOT = "fallback/";
const UNREADABLE_ROOT = "unreadable/";
const TIME_DIGITS = 9;
const COUNT_DIGITS = 4;
/** KV lists at most so many keys at once. */
const PAGE = 1000;
/** ms between two looks while KV does not answer */
const LOOK_AGAIN_MS = 100;
/** ms after which messages no longer wait for a KV that is down; it is looked at again every so long. Until then order is as good as KV. */
const LEARN_FOR_MS = 5_000;
/** The request that began it may be cut off, and its timers with it: then it would never end, and everybody would wait for it for ever. */
const LEARNING_COUNTS_MS = 2 * LEARN_FOR_MS;

/** What of KV is used here. */
export interface KeyValue {
  put(key: string, value: string): Promise<void>;
  get(key: string): Promise<string | null>;
  delete(key: string): Promise<void>;
  list(options: { prefix: string; limit: number; cursor?: string }): Promise<{ keys: { name: string }[]; list_complete: boolean; cursor?: string }>;
}

/** `fallback/<tenant>/<customer>/` of a key. */
export const customerPrefixOf = (key: string): string => key.slice(0, key.lastIndexOf("/") + 1);

export class FallbackStore {
  readonly #kv: KeyValue;
  /** Tells apart keys that two isolates write in one millisecond. */
  readonly #isolate: string;
  /** customer prefix → keys that are there, or may be: a write whose answer was lost may have happened. */
  readonly #known = new Map<string, Set<string>>();
  readonly #writing = new Set<string>();
  #count = 0;
  #learning: Promise<void> | null = null;
  #learningSince = Number.NEGATIVE_INFINITY;
  #knowsAll = false;
  /** KV did not answer for so long that nobody waits for it any more. */
  #isDown = false;

  constructor(kv: KeyValue, isolate: string) {
    this.#kv = kv;
    this.#isolate = isolate;
  }

  /** Stores the message; the key when it is durable. */
  async keep(input: RecordInput, now: number): Promise<string> {
    const prefix = this.prefix(input.tenant, input.customerId);
    const time = Math.floor(now).toString(36).padStart(TIME_DIGITS, "0");
    const count = (this.#count++ % 36 ** COUNT_DIGITS).toString(36).padStart(COUNT_DIGITS, "0");
    const key = `${prefix}${time}${count}${this.#isolate}`;
    // Noted before it is stored: the customer's next message must not slip through in between.
    this.#note(key);
    this.#writing.add(key);
    try {
      await this.#kv.put(key, JSON.stringify(input));
    } finally {
      this.#writing.delete(key);
    }
    return key;
  }

  /** What cannot be read is copied aside, never thrown away. `absent` = KV does not show it now: it may yet, so it must not be deleted. */
  async read(key: string): Promise<{ kept: "message"; input: RecordInput } | { kept: "unreadable" } | { kept: "absent" }> {
    const text = await this.#kv.get(key);
    if (text === null) return { kept: "absent" };
    const input = readInput(text);
    if (input) return { kept: "message", input };
    await this.#kv.put(UNREADABLE_ROOT + key, text);
    return { kept: "unreadable" };
  }

  async forget(key: string): Promise<void> {
    await this.#kv.delete(key);
    this.overlook(key);
  }

  /** This isolate expects nothing under the key any more. */
  overlook(key: string): void {
    const prefix = customerPrefixOf(key);
    const keys = this.#known.get(prefix);
    keys?.delete(key);
    if (keys?.size === 0) this.#known.delete(prefix);
  }

  /** Keys in order: of one customer, with those that KV does not list yet, or the first `most` of all. */
  async list(prefix: string = ROOT, most: number = PAGE): Promise<{ keys: string[]; complete: boolean }> {
    const page = await this.#kv.list({ prefix, limit: Math.min(PAGE, most) });
    const keys = page.keys.map((key) => key.name);
    for (const key of keys) this.#note(key);
    if (prefix === ROOT) return { keys, complete: page.list_complete };
    const unlisted = [...(this.#known.get(prefix) ?? [])].filter((key) => !this.#writing.has(key));
    return { keys: [...new Set([...keys, ...unlisted])].sort(), complete: page.list_complete };
  }

  /** Messages of a tenant that wait here. */
  async count(tenant: string): Promise<number> {
    let count = 0;
    for await (const names of this.#pages(`${ROOT}${tenant}/`)) count += names.length;
    return count;
  }

  /** Everything kept of a customer goes, what could not be read as well. How many messages. */
  async erase(tenant: string, customerId: string): Promise<number> {
    const prefix = this.prefix(tenant, customerId);
    let erased = 0;
    for (const root of [prefix, UNREADABLE_ROOT + prefix]) {
      for await (const names of this.#pages(root)) {
        for (const name of names) await this.forget(name);
        erased += names.length;
      }
    }
    // Some are not listed yet; KV takes one write a second for a key, so those above are not deleted twice.
    for (const key of [...(this.#known.get(prefix) ?? [])].filter((one) => !this.#writing.has(one))) await this.forget(key);
    return erased;
  }

  /** All keys below a prefix, as KV lists them. */
  async *#pages(prefix: string): AsyncGenerator<string[]> {
    let cursor: string | undefined;
    do {
      const page = await this.#kv.list({ prefix, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
      yield page.keys.map(({ name }) => name);
      cursor = page.list_complete ? undefined : page.cursor;
    } while (cursor !== undefined);
  }

  prefix(tenant: string, customerId: string): string {
    return `${ROOT}${tenant}/${customerId}/`;
  }

  /** Whether a message of this customer may be waiting here. */
  mayHold(prefix: string): boolean {
    return this.#known.has(prefix);
  }

  /**
   * Looks once per isolate who has kept messages, again and again while KV refuses; null = nothing to wait for. The work may
   * belong to another request, so it is waited for with a deadline. Never fails.
   */
  learn(now: number, timer: Timer): Promise<void> | null {
    if (this.#knowsAll) return null;
    if (now - this.#learningSince >= (this.#learning ? LEARNING_COUNTS_MS : LEARN_FOR_MS)) {
      this.#learningSince = now;
      const learning = this.#learnUntilKnown(timer).finally(() => {
        if (this.#learning !== learning) return;
        this.#learning = null;
        this.#isDown = !this.#knowsAll;
      });
      this.#learning = learning;
    }
    return this.#isDown ? null : this.#learning;
  }

  /** A new look every `LOOK_AGAIN_MS`, whether or not the last one has answered: a slow KV that also refuses is known sooner. */
  async #learnUntilKnown(timer: Timer): Promise<void> {
    for (let waitedMs = 0; waitedMs < LEARN_FOR_MS && !this.#knowsAll; waitedMs += LOOK_AGAIN_MS) {
      const look = this.#learnKeys().catch(() => new Promise<never>(() => undefined));
      await within(look, LOOK_AGAIN_MS, timer);
    }
  }

  async #learnKeys(): Promise<void> {
    for await (const names of this.#pages(ROOT)) for (const name of names) this.#note(name);
    this.#knowsAll = true;
  }

  #note(key: string): void {
    const prefix = customerPrefixOf(key);
    const keys = this.#known.get(prefix);
    if (keys) keys.add(key);
    else this.#known.set(prefix, new Set([key]));
  }
}

/** The store holds what we wrote ourselves: the check is for another version of us, not for strangers. */
function readInput(text: string): RecordInput | null {
  try {
    const value = JSON.parse(text) as Partial<RecordInput> | null;
    return value?.tenant && value.customerId && value.key && value.channel && value.event && value.identities?.[0] ? (value as RecordInput) : null;
  } catch {
    return null;
  }
}
