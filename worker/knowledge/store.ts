/** A tenant's knowledge base as one isolate holds it: vectors, intent distributions, languages; refreshed when its version in D1 moved. */
import { BoundedMap } from "../resilience/bounded-map.ts";
import { type ArticleInMemory, type FeedbackRow, feedbackOf, intentsOfArticle } from "./article-memory.ts";
import type { ModelLabels } from "./encoding.ts";
import type { Frequencies } from "./full-text.ts";
import type { Sentence } from "./passages.ts";
import type { SearchResult } from "./search.ts";
import { buildSynonyms, type Synonyms } from "./synonyms.ts";
import { type Vocabulary, vocabularyOf } from "./typos.ts";
import { buildVectorIndex, type VectorIndex, type VectorRow } from "./vectors.ts";

/** An isolate asks D1 for the version at most this often. */
export const VERSION_CHECK_MS = 2_000;
/** Clicks count in ranking after at most this long. */
export const FEEDBACK_TTL_MS = 60_000;
/** Most chunks of one tenant that are held in memory (100 000: 16 MB of vectors at 128 dimensions, about 12 MB of ids). */
const MAX_CHUNKS_IN_MEMORY = 100_000;
/** Tenants whose bases one isolate keeps; the longest unused goes first. */
export const MAX_TENANTS_IN_MEMORY = 8;
/** Chunks read at once: an answer of D1 with all vectors of a large base would be held twice. */
const PAGE = 5_000;
/** Tokens in more chunks than this are held with their number; rarer ones cost a question nothing. */
const FREQUENT = 20;
const MOST_FREQUENT = 50_000;
/** Share of the database's chunks from which on a tenant counts as alone in it. */
const ALONE_SHARE = 0.8;

export interface KnowledgeBase {
  tenant: string;
  version: number;
  /** of the model whose vectors these are */
  model: string;
  articles: ReadonlyMap<string, ArticleInMemory>;
  /** chunk id → article id, and its row in the vector index */
  articleOfChunk: ReadonlyMap<number, string>;
  rowOfChunk: ReadonlyMap<number, number>;
  vectors: VectorIndex;
  synonyms: Synonyms;
  vocabulary: Vocabulary;
  frequencies: Frequencies;
  /** Looked at with the version: it changes with what others write. */
  alone: boolean;
  /** What was read or found since this version was loaded: it goes with the version. */
  recent: Recent;
  checkedAt: number;
  feedbackAt: number;
}

/** Questions repeat, and answers rest on few chunks. */
export interface Recent {
  /** by query */
  results: BoundedMap<string, SearchResult>;
  /** by chunk id */
  passages: BoundedMap<number, Sentence[]>;
}

/** Found questions and chunks that one base remembers (about 2 MB and 4 MB). */
const REMEMBERED_RESULTS = 2_000;
const REMEMBERED_CHUNKS = 2_000;
export const emptyRecent = (): Recent => ({ results: new BoundedMap(REMEMBERED_RESULTS), passages: new BoundedMap(REMEMBERED_CHUNKS) });

interface ArticleRow {
  id: string;
  title: string;
  language: string;
  audience: "public" | "agents";
  tags: string;
}
/** Blobs come as hex: D1 gives bytes as lists of numbers, which take eight times the memory. */
interface ChunkRow {
  id: number;
  article: string;
  vector: string | null;
  intents: string | null;
}

/** SQLite's hex() writes 0–9 and A–F. By arithmetic: a large base has twenty million of these. */
const digit = (code: number): number => code - (code < 58 ? 48 : 55);

function bytesOf(hex: string | null): Uint8Array | null {
  if (hex === null) return null;
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = digit(hex.charCodeAt(2 * at)) * 16 + digit(hex.charCodeAt(2 * at + 1));
  return bytes;
}

interface Chunks {
  rows: VectorRow[];
  /** by article */
  intents: Map<string, Uint8Array[]>;
}

async function loadChunks(db: D1Database, tenant: string, model: string): Promise<Chunks> {
  const chunks: Chunks = { rows: [], intents: new Map() };
  for (let after = 0; chunks.rows.length < MAX_CHUNKS_IN_MEMORY; ) {
    const { results } = await db
      .prepare(
        `SELECT id, article_id AS article, CASE WHEN model = ?3 THEN hex(vector) END AS vector, CASE WHEN model = ?3 THEN hex(intents) END AS intents
         FROM chunks WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT ${PAGE}`,
      )
      .bind(tenant, after, model)
      .all<ChunkRow>();
    for (const row of results) {
      const vector = bytesOf(row.vector);
      chunks.rows.push({ chunkId: row.id, articleId: row.article, vector: vector ? new Int8Array(vector.buffer) : null });
      const intents = bytesOf(row.intents);
      if (intents) chunks.intents.set(row.article, [...(chunks.intents.get(row.article) ?? []), intents]);
    }
    const last = results.at(-1);
    if (!last || results.length < PAGE) break;
    after = last.id;
  }
  return chunks;
}

async function terms(db: D1Database, chunks: number): Promise<{ frequencies: Frequencies; vocabulary: Vocabulary }> {
  const [many, latin] = await db.batch([
    db.prepare(`SELECT term, col, doc FROM chunk_terms WHERE doc > ${FREQUENT} AND col IN ('words', 'concepts') LIMIT ${MOST_FREQUENT}`),
    db.prepare("SELECT term FROM chunk_terms WHERE col = 'words' AND term >= 'a' AND term < '{'"),
  ]);
  const frequent = (many?.results ?? []) as { term: string; col: "words" | "concepts"; doc: number }[];
  const of = (col: "words" | "concepts") => new Map(frequent.flatMap((row) => (row.col === col ? [[row.term, row.doc] as const] : [])));
  return {
    frequencies: { chunks, words: of("words"), concepts: of("concepts") },
    vocabulary: vocabularyOf(((latin?.results ?? []) as { term: string }[]).map((row) => row.term)),
  };
}

const FEEDBACK_SQL = "SELECT article_id, intent, shown, used FROM article_feedback WHERE tenant = ?1";

const STATE_SQL = "SELECT (SELECT version FROM knowledge_versions WHERE tenant = ?1) AS version, (SELECT max(id) FROM chunks) AS most";

export interface BaseState {
  version: number;
  /** The highest id of a chunk in this database: about as many as there are, or more. */
  most: number;
}

function stateOf(row: unknown): BaseState {
  const { version = null, most = null } = (row ?? {}) as { version?: number | null; most?: number | null };
  return { version: version ?? 0, most: most ?? 0 };
}

export const readState = async (db: D1Database, tenant: string): Promise<BaseState> => stateOf(await db.prepare(STATE_SQL).bind(tenant).first());

/** Most chunks of the database are this tenant's: its questions need not name it, which halves their cost. */
export const isAlone = (chunks: number, most: number): boolean => chunks >= most * ALONE_SHARE;

/** Reads everything that search holds in memory for one tenant. */
export async function loadKnowledgeBase(db: D1Database, tenant: string, model: ModelLabels, now: number): Promise<KnowledgeBase> {
  const [state, articles, feedback, synonyms] = await db.batch([
    db.prepare(STATE_SQL).bind(tenant),
    db.prepare("SELECT id, title, language, audience, intents AS tags FROM articles WHERE tenant = ?1 AND status = 'published'").bind(tenant),
    db.prepare(FEEDBACK_SQL).bind(tenant),
    db.prepare("SELECT words FROM synonyms WHERE tenant = ?1").bind(tenant),
  ]);
  const { version, most } = stateOf(state?.results[0]);
  const chunks = await loadChunks(db, tenant, model.version);
  const used = feedbackOf((feedback?.results ?? []) as FeedbackRow[]);
  const inMemory = ({ tags, ...row }: ArticleRow): ArticleInMemory => ({
    ...row,
    intents: intentsOfArticle(chunks.intents.get(row.id) ?? [], JSON.parse(tags) as string[], model.labels),
    feedback: used.get(row.id) ?? new Map(),
  });
  return {
    tenant,
    version,
    model: model.version,
    articles: new Map(((articles?.results ?? []) as ArticleRow[]).map((row) => [row.id, inMemory(row)])),
    articleOfChunk: new Map(chunks.rows.map((row) => [row.chunkId, row.articleId])),
    rowOfChunk: new Map(chunks.rows.map((row, at) => [row.chunkId, at])),
    vectors: buildVectorIndex(chunks.rows, model.dims),
    synonyms: buildSynonyms(((synonyms?.results ?? []) as { words: string }[]).map((row) => JSON.parse(row.words) as string[])),
    ...(await terms(db, chunks.rows.length)),
    alone: isAlone(chunks.rows.length, most),
    recent: emptyRecent(),
    checkedAt: now,
    feedbackAt: now,
  };
}

/** The same base with what agents clicked since. */
export async function withNewFeedback(db: D1Database, base: KnowledgeBase, now: number): Promise<KnowledgeBase> {
  const { results } = await db.prepare(FEEDBACK_SQL).bind(base.tenant).all<FeedbackRow>();
  const used = feedbackOf(results);
  const articles = new Map([...base.articles].map(([id, article]) => [id, { ...article, feedback: used.get(id) ?? new Map() }]));
  return { ...base, articles, recent: { ...emptyRecent(), passages: base.recent.passages }, feedbackAt: now };
}
