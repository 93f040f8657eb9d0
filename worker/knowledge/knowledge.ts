/** The knowledge bases this isolate holds, refreshed by version; the door through which everybody searches. */
import type { Understanding } from "../../protocol/understanding.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { KnowledgeEncoder } from "./ingest.ts";
import { type SearchResult, search } from "./search.ts";
import { type KnowledgeBase, loadKnowledgeBase, MAX_TENANTS_IN_MEMORY, VERSION_CHECK_MS } from "./store.ts";

/** Dimensions of a base without vectors. */
const NO_VECTORS = 1;

/** Until a model gives vectors, search is lexical. */
export const LEXICAL_ENCODER: KnowledgeEncoder = { model: "", dims: NO_VECTORS, encode: async () => ({ vector: null, intents: null }) };

export class Knowledge {
  readonly #db: D1Database;
  readonly #bases = new BoundedMap<string, KnowledgeBase>(MAX_TENANTS_IN_MEMORY);

  constructor(db: D1Database) {
    this.#db = db;
  }

  async search(
    tenant: string,
    text: string,
    understanding: Pick<Understanding, "intents"> | null,
    options: { audience: "public" | "agents"; limit: number },
    now: number,
  ): Promise<SearchResult> {
    const base = await this.#base(tenant, now);
    const intentNames = understanding?.intents.map((intent) => intent.name) ?? [];
    const asked = JSON.stringify([text, intentNames, options.audience, options.limit]);
    const known = base.recent.results.get(asked);
    if (known) return known;
    const found = await search(this.#db, base, { text, intents: null, intentNames, vector: null, ...options });
    base.recent.results.set(asked, found);
    return found;
  }

  async #base(tenant: string, now: number): Promise<KnowledgeBase> {
    const known = this.#bases.get(tenant);
    if (known && now - known.checkedAt < VERSION_CHECK_MS) return known;
    const version = await this.#db.prepare("SELECT version FROM knowledge_versions WHERE tenant = ?1").bind(tenant).first<{ version: number }>();
    if (known && (version?.version ?? 0) === known.version) {
      const checked = { ...known, checkedAt: now };
      this.#bases.set(tenant, checked);
      return checked;
    }
    const base = await loadKnowledgeBase(this.#db, tenant, NO_VECTORS, now);
    this.#bases.set(tenant, base);
    return base;
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
