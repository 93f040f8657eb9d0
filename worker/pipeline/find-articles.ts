/**
 * Articles for words: full text and the model's vectors together. Degraded: by words alone while there is no model; when D1 is out of
 * reach, the last-known top articles of the intent from KV. `partial` says so.
 */
import type { ContextTurn, KnowledgeHit, Understanding } from "../../protocol/understanding.ts";
import { encodingFor } from "../intent/skills.ts";
import { embedPending } from "../knowledge/embed.ts";
import { knowledgeFor } from "../knowledge/knowledge.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Services } from "../services.ts";

export interface FindOptions {
  audience: "public" | "agents";
  limit: number;
  /** The turns before a customer's message: it is found by what it was understood as after them. */
  context?: readonly ContextTurn[];
}
export interface Found {
  hits: KnowledgeHit[];
  partial: boolean;
}

/** Copies for when D1 is down: so many articles of an intent, kept so long, written at most so often by one isolate. */
const COPIED_HITS = 3;
const COPY_TTL_S = 30 * 24 * 3_600;
const COPY_EVERY_MS = 10 * 60_000;
const REMEMBERED_COPIES = 5_000;
/** Embedding goes on for so long at a time, ms; what is left waits for the next minute. */
const EMBED_MS = 20_000;

const copied = new WeakMap<Services, BoundedMap<string, number>>();

function copyTimes(services: Services): BoundedMap<string, number> {
  const known = copied.get(services) ?? new BoundedMap<string, number>(REMEMBERED_COPIES);
  copied.set(services, known);
  return known;
}

type Intents = Pick<Understanding, "intents"> | null;
const copyKey = (tenant: string, understanding: Intents, { audience }: FindOptions): string =>
  `knowledge-top/${tenant}/${audience}/${understanding?.intents[0]?.name ?? "any"}`;

export async function findArticles(services: Services, tenant: string, text: string, understanding: Intents, options: FindOptions): Promise<Found> {
  const { audience, limit, context } = options;
  const read = await encodingFor(services, text, context);
  const encoded = read && {
    model: { version: read.model.version, dims: read.model.dimensions, labels: read.model.labels },
    encoding: read.encoding,
  };
  const intentNames = understanding?.intents.map((intent) => intent.name) ?? [];
  const found = await services.d1(() => knowledgeFor(services.db).search(tenant, { text, intentNames, encoded, audience, limit }, services.now()));
  if (!found.ok) return lastKnown(services, copyKey(tenant, understanding, options));
  keepCopy(services, copyKey(tenant, understanding, options), found.value.hits);
  return found.value;
}

function keepCopy(services: Services, key: string, hits: readonly KnowledgeHit[]): void {
  const times = copyTimes(services);
  const now = services.now();
  if (hits.length === 0 || now - (times.get(key) ?? Number.NEGATIVE_INFINITY) < COPY_EVERY_MS) return;
  times.set(key, now);
  services.later(services.cache.put(key, JSON.stringify(hits.slice(0, COPIED_HITS)), { expirationTtl: COPY_TTL_S }));
}

/** Known to have answered such questions, not this one: without a confidence. */
async function lastKnown(services: Services, key: string): Promise<Found> {
  try {
    const text = await services.cache.get(key);
    const hits = text === null ? [] : (JSON.parse(text) as KnowledgeHit[]);
    return { hits: hits.map(({ confidence: _, ...hit }) => hit), partial: true };
  } catch {
    // KV is out of reach as well: agents answer without suggestions.
    return { hits: [], partial: true };
  }
}

/** Reads new and changed articles with the model, as long as nobody's message waits for it. */
export async function embedArticles(services: Services): Promise<number> {
  const live = await encodingFor(services, "?");
  if (!live) return 0;
  const until = services.now() + EMBED_MS;
  return embedPending(services.db, {
    version: live.model.version,
    encode: async (text) => {
      // Between two runs of the model others have the thread: who asks meanwhile waits for one passage, not for fifty.
      await services.busy.breathe();
      return (await encodingFor(services, text))?.encoding ?? null;
    },
    goOn: () => services.now() < until && !services.busy.isFlooded(services.now()),
  });
}
