/**
 * Messages that the session object could not take at once, one KV key per message:
 * `fallback/<tenant>/<customer>/<time-ordered id>`. Listing gives each customer's messages in the order they came.
 *
 * It also remembers which customers have kept messages, so that a later message of theirs does not overtake them. Another
 * isolate's keys are seen at its own start and by `replay`; until then order between isolates is as good as KV's (about a minute).
 */
import type { RecordInput } from "../../protocol/ports.ts";

const ROOT = "fallback/";
const UNREADABLE_ROOT = "unreadable/";
const TIME_DIGITS = 9;
const COUNT_DIGITS = 4;
/** KV lists at most so many keys at once. */
const PAGE = 1000;
/** ms after which an unanswered look is tried again */
const LEARN_AGAIN_MS = 5_000;

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
  readonly #keptBy = new Map<string, number>();
  #count = 0;
  #learning: Promise<void> | null = null;
  #learningSince = Number.NEGATIVE_INFINITY;
  #knowsAll = false;

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
    // Counted before it is stored: the customer's next message must not slip through in between.
    this.#keptBy.set(prefix, (this.#keptBy.get(prefix) ?? 0) + 1);
    try {
      await this.#kv.put(key, JSON.stringify(input));
    } catch (error) {
      this.#uncount(prefix);
      throw error;
    }
    return key;
  }

  /** Null when the key is gone, or when what it holds cannot be read: that is moved aside, never thrown away. */
  async read(key: string): Promise<RecordInput | null> {
    const text = await this.#kv.get(key);
    if (text === null) return null;
    const input = readInput(text);
    if (input) return input;
    await this.#kv.put(UNREADABLE_ROOT + key, text);
    return null;
  }

  async forget(key: string): Promise<void> {
    await this.#kv.delete(key);
    this.#uncount(customerPrefixOf(key));
  }

  /** Keys in order, of one customer or of all. */
  async list(prefix: string = ROOT, most: number = PAGE): Promise<{ keys: string[]; complete: boolean }> {
    const page = await this.#kv.list({ prefix, limit: Math.min(PAGE, most) });
    if (prefix === ROOT && page.list_complete) this.#knowsAll = true;
    if (prefix !== ROOT && page.keys.length === 0) this.#keptBy.delete(prefix);
    return { keys: page.keys.map((key) => key.name), complete: page.list_complete };
  }

  prefix(tenant: string, customerId: string): string {
    return `${ROOT}${tenant}/${customerId}/`;
  }

  /** Whether a message of this customer may be waiting here. */
  mayHold(prefix: string): boolean {
    return this.#keptBy.has(prefix);
  }

  /**
   * Looks once per isolate who has kept messages; null = nothing to wait for. The answer may belong to another request, so it
   * is waited for with a deadline; when KV does not answer, the next look is `LEARN_AGAIN_MS` later.
   */
  learn(now: number): Promise<void> | null {
    if (this.#knowsAll) return null;
    if (now - this.#learningSince < LEARN_AGAIN_MS) return this.#learning;
    this.#learningSince = now;
    this.#learning = this.#learnKeys().finally(() => {
      this.#learning = null;
    });
    return this.#learning;
  }

  async #learnKeys(): Promise<void> {
    const { keys } = await this.list();
    this.#knowsAll = true;
    for (const key of keys) {
      const prefix = customerPrefixOf(key);
      if (!this.#keptBy.has(prefix)) this.#keptBy.set(prefix, 1);
    }
  }

  #uncount(prefix: string): void {
    const left = (this.#keptBy.get(prefix) ?? 0) - 1;
    if (left > 0) this.#keptBy.set(prefix, left);
    else this.#keptBy.delete(prefix);
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
