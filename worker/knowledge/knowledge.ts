/** The knowledge bases this isolate holds, refreshed by version; the door through which everybody searches. */
import { BoundedMap } from "../resilience/bounded-map.ts";
import { type Encoded, type ModelLabels, NO_MODEL } from "./encoding.ts";
import { type SearchResult, search } from "./search.ts";
import {
  emptyRecent,
  FEEDBACK_TTL_MS,
  isAlone,
  type KnowledgeBase,
  loadKnowledgeBase,
  MAX_TENANTS_IN_MEMORY,
  readState,
  VERSION_CHECK_MS,
  withNewFeedback,
} from "./store.ts";

export interface Asked {
  text: string;
  /** What the message was understood as: agents' clicks count by intent. */
  intentNames: readonly string[];
  /** The text as the live model reads it; null = search by words alone. */
  encoded: { model: ModelLabels; encoding: Encoded } | null;
  /** agents see articles for agents too */
  audience: "public" | "agents";
  limit: number;
}

export class Knowledge {
  readonly #db: D1Database;
  readonly #bases = new BoundedMap<string, KnowledgeBase>(MAX_TENANTS_IN_MEMORY);

  constructor(db: D1Database) {
    this.#db = db;
  }

  /** Rejects when D1 does not answer. */
  async search(tenant: string, { text, intentNames, encoded, audience, limit }: Asked, now: number): Promise<SearchResult> {
    const base = await this.#base(tenant, encoded?.model ?? null, now);
    const { vector, intents } = encoded?.encoding ?? { vector: null, intents: null };
    // The same words are read otherwise after other turns: what they were read as belongs to the question.
    const asked = JSON.stringify([
      text,
      intentNames,
      audience,
      limit,
      vector && String.fromCharCode(...new Uint8Array(vector.buffer, vector.byteOffset, vector.length)),
    ]);
    const known = base.recent.results.get(asked);
    if (known) return known;
    const found = await search(this.#db, base, { text, intents, intentNames, vector, audience, limit });
    base.recent.results.set(asked, found);
    return found;
  }

  async #base(tenant: string, model: ModelLabels | null, now: number): Promise<KnowledgeBase> {
    const known = this.#bases.get(tenant);
    // Without a model the vectors of the last one are kept: it may be back in a moment.
    const fits = known && (model === null || known.model === model.version);
    if (fits && now - known.checkedAt < VERSION_CHECK_MS) return known;
    const { version, most } = await readState(this.#db, tenant);
    const base = fits && version === known.version ? await this.#checked(known, most, now) : await loadKnowledgeBase(this.#db, tenant, model ?? NO_MODEL, now);
    this.#bases.set(tenant, base);
    return base;
  }

  async #checked(known: KnowledgeBase, most: number, now: number): Promise<KnowledgeBase> {
    const base = now - known.feedbackAt < FEEDBACK_TTL_MS ? known : await withNewFeedback(this.#db, known, now);
    const alone = isAlone(base.vectors.size, most);
    // What was found among the tenant's chunks alone stays true; what was crowded out by others' is to be looked for again.
    const recent = alone === base.alone ? base.recent : { ...emptyRecent(), passages: base.recent.passages };
    return { ...base, alone, recent, checkedAt: now };
  }
}

const made = new WeakMap<D1Database, Knowledge>();

export function knowledgeFor(db: D1Database): Knowledge {
  const known = made.get(db);
  if (known) return known;
  const knowledge = new Knowledge(db);
  made.set(db, knowledge);
  return knowledge;
}
