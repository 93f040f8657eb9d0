/** A tenant's knowledge base as one isolate holds it: vectors, intent distributions, languages; refreshed when its version in D1 moved. */
import { BoundedMap } from "../resilience/bounded-map.ts";
import { BUILT_IN_GROUPS, BUILT_IN_THESAURUS, buildThesaurus, type ConceptGroup, type Thesaurus } from "./concept-match.ts";
import { tenantToken } from "./full-text.ts";
import type { SearchResult } from "./search.ts";
import { buildVectorIndex, type VectorIndex } from "./vectors.ts";

/** An isolate asks D1 for the version at most this often. */
export const VERSION_CHECK_MS = 2_000;
/** Most chunks of one tenant that are held in memory for dense search (26 MB at 256 dimensions). */
export const MAX_CHUNKS_IN_MEMORY = 100_000;
/** Tenants whose bases one isolate keeps; the longest unused goes first. */
export const MAX_TENANTS_IN_MEMORY = 8;
/** Tokens that more than this share of the chunks hold say little. */
const COMMON_SHARE = 0.2;

export interface ArticleInMemory {
  id: string;
  title: string;
  language: string;
  audience: "public" | "agents";
  intents: Uint8Array | null;
  /** intent → used/shown surplus over the tenant's mean, −1…1 */
  feedback: ReadonlyMap<string, number>;
}

export interface KnowledgeBase {
  tenant: string;
  version: number;
  articles: ReadonlyMap<string, ArticleInMemory>;
  /** chunk id → article id, and its row in the vector index */
  articleOfChunk: ReadonlyMap<number, string>;
  rowOfChunk: ReadonlyMap<number, number>;
  vectors: VectorIndex;
  thesaurus: Thesaurus;
  /** Tokens that are asked for only when nothing rarer is there. */
  common: ReadonlySet<string>;
  /** What was read or found since this version was loaded: it goes with the version. */
  recent: Recent;
  checkedAt: number;
}

/** Questions repeat, and answers rest on few chunks. */
export interface Recent {
  /** by query */
  results: BoundedMap<string, SearchResult>;
  /** by chunk id */
  passages: BoundedMap<number, Sentence[]>;
}

export interface Sentence {
  text: string;
  words: ReadonlySet<string>;
}

/** Found questions and chunks that one base remembers (about 2 MB and 4 MB). */
const REMEMBERED_RESULTS = 2_000;
const REMEMBERED_CHUNKS = 2_000;

interface ChunkRow {
  id: number;
  article_id: string;
  vector: ArrayBuffer | number[] | null;
  intents: ArrayBuffer | number[] | null;
}
interface ArticleRow {
  id: string;
  title: string;
  language: string;
  audience: "public" | "agents";
}
interface FeedbackRow {
  article_id: string;
  intent: string;
  shown: number;
  used: number;
}

const bytesOf = (value: ArrayBuffer | number[] | null): Uint8Array | null => (value === null ? null : new Uint8Array(value));

/** The mean of a few distributions. */
function meanDistribution(rows: readonly Uint8Array[]): Uint8Array | null {
  const first = rows[0];
  if (!first) return null;
  const sum = new Float32Array(first.length);
  for (const row of rows) for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (row[i] ?? 0) / rows.length;
  return Uint8Array.from(sum, Math.round);
}

function feedbackOf(rows: readonly FeedbackRow[]): Map<string, Map<string, number>> {
  const shown = rows.reduce((sum, row) => sum + row.shown, 0);
  const mean = shown === 0 ? 0 : rows.reduce((sum, row) => sum + row.used, 0) / shown;
  const byArticle = new Map<string, Map<string, number>>();
  for (const row of rows) {
    // Ten imagined showings at the mean keep a single lucky click from deciding.
    const rate = (row.used + 10 * mean) / (row.shown + 10);
    const of = byArticle.get(row.article_id) ?? new Map<string, number>();
    byArticle.set(row.article_id, of.set(row.intent, rate - mean));
  }
  return byArticle;
}

async function commonTokens(db: D1Database, chunks: number): Promise<Set<string>> {
  const rows = await db
    .prepare("SELECT term FROM chunk_terms WHERE col = 'words' AND doc > ?1 LIMIT 2000")
    .bind(Math.max(20, chunks * COMMON_SHARE))
    .all<{ term: string }>();
  return new Set(rows.results.map((row) => row.term));
}

/** Reads everything that search holds in memory for one tenant. */
export async function loadKnowledgeBase(db: D1Database, tenant: string, dims: number, now: number): Promise<KnowledgeBase> {
  const [version, articles, chunks, feedback, synonyms] = await db.batch([
    db.prepare("SELECT version FROM knowledge_versions WHERE tenant = ?1").bind(tenant),
    db.prepare("SELECT id, title, language, audience FROM articles WHERE tenant = ?1 AND status = 'published'").bind(tenant),
    db.prepare("SELECT id, article_id, vector, intents FROM chunks WHERE tenant = ?1 ORDER BY id LIMIT ?2").bind(tenant, MAX_CHUNKS_IN_MEMORY),
    db.prepare("SELECT article_id, intent, shown, used FROM article_feedback WHERE tenant = ?1").bind(tenant),
    db.prepare("SELECT id, words FROM synonyms WHERE tenant = ?1").bind(tenant),
  ]);
  const chunkRows = (chunks?.results ?? []) as ChunkRow[];
  const groups: ConceptGroup[] = ((synonyms?.results ?? []) as { id: string; words: string }[]).map((row) => ({
    token: `s${tenantToken(row.id)}`,
    words: JSON.parse(row.words) as string[],
  }));
  const byArticle = Map.groupBy(chunkRows, (row) => row.article_id);
  const used = feedbackOf((feedback?.results ?? []) as FeedbackRow[]);
  return {
    tenant,
    version: ((version?.results ?? []) as { version: number }[])[0]?.version ?? 0,
    articles: new Map(
      ((articles?.results ?? []) as ArticleRow[]).map((row) => [
        row.id,
        {
          ...row,
          intents: meanDistribution((byArticle.get(row.id) ?? []).flatMap((chunk) => bytesOf(chunk.intents) ?? [])),
          feedback: used.get(row.id) ?? new Map(),
        },
      ]),
    ),
    articleOfChunk: new Map(chunkRows.map((row) => [row.id, row.article_id])),
    rowOfChunk: new Map(chunkRows.map((row, at) => [row.id, at])),
    vectors: buildVectorIndex(
      chunkRows.map((row) => {
        const bytes = bytesOf(row.vector);
        return { chunkId: row.id, articleId: row.article_id, vector: bytes ? new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length) : null };
      }),
      dims,
    ),
    thesaurus: groups.length === 0 ? BUILT_IN_THESAURUS : buildThesaurus([...BUILT_IN_GROUPS, ...groups]),
    common: await commonTokens(db, chunkRows.length),
    recent: { results: new BoundedMap(REMEMBERED_RESULTS), passages: new BoundedMap(REMEMBERED_CHUNKS) },
    checkedAt: now,
  };
}
