/** Writes an article: versions, chunks, full-text rows. One D1 batch, so an article is never half there. */
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

function removeChunks(db: D1Database, tenant: string, articleId: string): D1PreparedStatement[] {
  return [
    db.prepare("DELETE FROM chunk_index WHERE rowid IN (SELECT id FROM chunks WHERE tenant = ?1 AND article_id = ?2)").bind(tenant, articleId),
    db.prepare("DELETE FROM chunks WHERE tenant = ?1 AND article_id = ?2").bind(tenant, articleId),
  ];
}

/** Chunks come without vectors: the model reads them behind the door. */
function insertChunks(db: D1Database, tenant: string, article: ArticleInput): D1PreparedStatement[] {
  return chunksOf(blocksOf(article.body, article.format)).flatMap((chunk, position) => {
    const columns = indexColumns(tenant, article.title, chunk.heading, chunk.text);
    return [
      db
        .prepare("INSERT INTO chunks (tenant, article_id, position, heading, text) VALUES (?1, ?2, ?3, ?4, ?5)")
        .bind(tenant, article.id, position, chunk.heading, chunk.text),
      db
        .prepare("INSERT INTO chunk_index (rowid, tenant, words, concepts) VALUES (last_insert_rowid(), ?1, ?2, ?3)")
        .bind(columns.tenant, columns.words, columns.concepts),
    ];
  });
}

/** Adds or replaces an article; the former words are kept as a version. */
export async function putArticle(db: D1Database, tenant: string, article: ArticleInput, by: string, now: number): Promise<void> {
  await db.batch(articleStatements(db, tenant, article, by, now));
}

/** The same as statements of one batch, in this order. */
export function articleStatements(db: D1Database, tenant: string, article: ArticleInput, by: string, now: number): D1PreparedStatement[] {
  const kept = db
    .prepare(
      "INSERT OR IGNORE INTO article_versions (tenant, article_id, version, title, body, at, by) SELECT tenant, id, version, title, body, updated_at, updated_by FROM articles WHERE tenant = ?1 AND id = ?2",
    )
    .bind(tenant, article.id);
  const written = db
    .prepare(
      `INSERT INTO articles (tenant, id, language, category, audience, status, title, body, format, source, intents, version, created_at, updated_at, updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1, ?12, ?12, ?13)
       ON CONFLICT (tenant, id) DO UPDATE SET language = ?3, category = ?4, audience = ?5, status = ?6, title = ?7, body = ?8, format = ?9, source = ?10, intents = ?11,
         version = version + 1, updated_at = ?12, updated_by = ?13`,
    )
    .bind(
      tenant,
      article.id,
      article.language,
      article.category,
      article.audience,
      article.status,
      article.title,
      article.body,
      article.format,
      article.source,
      JSON.stringify(article.intents),
      now,
      by,
    );
  const chunks = article.status === "published" ? insertChunks(db, tenant, article) : [];
  return [kept, written, ...removeChunks(db, tenant, article.id), ...chunks, db.prepare(NEXT_VERSION).bind(tenant)];
}

/** Removes an article with its versions and chunks. */
export async function deleteArticle(db: D1Database, tenant: string, articleId: string): Promise<boolean> {
  const results = await db.batch([
    ...removeChunks(db, tenant, articleId),
    db.prepare("DELETE FROM article_versions WHERE tenant = ?1 AND article_id = ?2").bind(tenant, articleId),
    db.prepare(NEXT_VERSION).bind(tenant),
    db.prepare("DELETE FROM articles WHERE tenant = ?1 AND id = ?2 RETURNING id").bind(tenant, articleId),
  ]);
  return (results.at(-1)?.results.length ?? 0) > 0;
}
