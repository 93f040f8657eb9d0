/** Writes articles: versions, chunks, full-text rows. One D1 batch for a group of them, so an article is never half there. */
import { type ArticleFormat, blocksOf } from "./article-text.ts";
import { chunksOf } from "./chunk.ts";
import { indexColumns } from "./full-text.ts";

export interface ArticleInput {
  id: string;
  title: string;
  body: string;
  language: string;
  category: string;
  audience: "public" | "agents";
  status: "draft" | "published" | "archived";
  format: ArticleFormat;
  source: string;
  intents: readonly string[];
}

/** What isolates hold of the tenant's base is older than this. */
export const NEXT_VERSION = "INSERT INTO knowledge_versions (tenant, version) VALUES (?1, 1) ON CONFLICT (tenant) DO UPDATE SET version = version + 1";

/** One article cut and segmented, which takes a millisecond or more; writing it takes no more computing. */
export interface ReadyArticle {
  article: ArticleInput;
  chunks: ChunkRow[];
}
interface ChunkRow {
  article: string;
  position: number;
  heading: string;
  text: string;
  tenant: string;
  words: string;
  concepts: string;
}

/** Chunks come without vectors: the model reads them behind the door. What is not published has none. */
export function readyArticle(tenant: string, article: ArticleInput): ReadyArticle {
  const chunks = article.status === "published" ? chunksOf(blocksOf(article.body, article.format)) : [];
  return {
    article,
    chunks: chunks.map(({ heading, text }, position) => {
      return { article: article.id, position, heading, text, ...indexColumns(tenant, article.title, heading, text) };
    }),
  };
}

/** A value bound to a statement may have 2 MB: so many UTF-16 units of three bytes each, and what JSON adds to them. */
export const MOST_UNITS_BOUND = 400_000;

/** Neighbours together, as many as may be bound at once; what is longer alone stands alone. */
function boundTogether<T>(rows: readonly T[], unitsOf: (row: T) => number): T[][] {
  const groups: T[][] = [];
  let units = 0;
  for (const row of rows) {
    units += unitsOf(row);
    const last = groups.at(-1);
    if (last && units <= MOST_UNITS_BOUND) last.push(row);
    else {
      groups.push([row]);
      units = unitsOf(row);
    }
  }
  return groups;
}

/** Half a surrogate pair is no character of a database. */
export const json = (value: unknown): string => JSON.stringify(value, (_, one: unknown) => (typeof one === "string" ? one.toWellFormed() : one));

const KEEP_FORMER = `INSERT OR IGNORE INTO article_versions (tenant, article_id, version, title, body, at, by)
  SELECT tenant, id, version, title, body, updated_at, updated_by FROM articles WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2))`;
const WRITE = `INSERT INTO articles (tenant, id, language, category, audience, status, title, body, format, source, intents, version, created_at, updated_at, updated_by)
  SELECT ?1, e.value->>'id', e.value->>'language', e.value->>'category', e.value->>'audience', e.value->>'status', e.value->>'title', e.value->>'body', e.value->>'format',
    e.value->>'source', e.value->'intents', 1, ?3, ?3, ?4 FROM json_each(?2) e WHERE true
  ON CONFLICT (tenant, id) DO UPDATE SET language = excluded.language, category = excluded.category, audience = excluded.audience, status = excluded.status,
    title = excluded.title, body = excluded.body, format = excluded.format, source = excluded.source, intents = excluded.intents,
    version = version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by`;
const THEIR_CHUNKS = "chunks WHERE tenant = ?1 AND article_id IN (SELECT value FROM json_each(?2))";
const WRITE_CHUNKS = `INSERT INTO chunks (tenant, article_id, position, heading, text)
  SELECT ?1, e.value->>'article', e.value->>'position', e.value->>'heading', e.value->>'text' FROM json_each(?2) e`;
/** The index has the chunks' own row numbers. */
const INDEX_CHUNKS = `INSERT INTO chunk_index (rowid, tenant, words, concepts)
  SELECT c.id, e.value->>'tenant', e.value->>'words', e.value->>'concepts' FROM json_each(?2) e
  CROSS JOIN chunks c ON c.tenant = ?1 AND c.article_id = e.value->>'article' AND c.position = e.value->>'position'`;

function removeChunks(db: D1Database, tenant: string, ids: readonly string[]): D1PreparedStatement[] {
  return [
    db.prepare(`DELETE FROM chunk_index WHERE rowid IN (SELECT id FROM ${THEIR_CHUNKS})`).bind(tenant, json(ids)),
    db.prepare(`DELETE FROM ${THEIR_CHUNKS}`).bind(tenant, json(ids)),
  ];
}

/** Adds or replaces articles, each id once; the former words are kept as a version. The statements of one batch, in this order. */
export function articleStatements(db: D1Database, tenant: string, ready: readonly ReadyArticle[], by: string, now: number): D1PreparedStatement[] {
  const articles = ready.map(({ article }) => article);
  const ids = articles.map(({ id }) => id);
  const chunks = ready.flatMap((one) => one.chunks);
  return [
    db.prepare(KEEP_FORMER).bind(tenant, json(ids)),
    ...boundTogether(articles, ({ title, body }) => title.length + body.length).map((some) => db.prepare(WRITE).bind(tenant, json(some), now, by)),
    ...removeChunks(db, tenant, ids),
    ...boundTogether(chunks, ({ heading, text }) => heading.length + text.length).map((some) =>
      db.prepare(WRITE_CHUNKS).bind(tenant, json(some.map(({ article, position, heading, text }) => ({ article, position, heading, text })))),
    ),
    ...boundTogether(chunks, ({ words, concepts }) => words.length + concepts.length).map((some) =>
      db.prepare(INDEX_CHUNKS).bind(tenant, json(some.map(({ heading: _, text: __, ...row }) => row))),
    ),
    db.prepare(NEXT_VERSION).bind(tenant),
  ];
}

/** Adds or replaces an article. */
export async function putArticle(db: D1Database, tenant: string, article: ArticleInput, by: string, now: number): Promise<void> {
  await db.batch(articleStatements(db, tenant, [readyArticle(tenant, article)], by, now));
}

/** Removes an article with its versions and chunks. */
export async function deleteArticle(db: D1Database, tenant: string, articleId: string): Promise<boolean> {
  const results = await db.batch([
    ...removeChunks(db, tenant, [articleId]),
    db.prepare("DELETE FROM article_versions WHERE tenant = ?1 AND article_id = ?2").bind(tenant, articleId),
    db.prepare(NEXT_VERSION).bind(tenant),
    db.prepare("DELETE FROM articles WHERE tenant = ?1 AND id = ?2 RETURNING id").bind(tenant, articleId),
  ]);
  return (results.at(-1)?.results.length ?? 0) > 0;
}
