/** An import as a job whose progress can be read. What was read lies in D1 part by part before it is acknowledged; import-steps.ts writes it. */
import { type ArticleInput, json, MOST_UNITS_BOUND } from "./ingest.ts";
import type { Complaint, ReadArticles } from "./read-files.ts";

export const MOST_COMPLAINTS = 1_000;

export interface ImportJob {
  id: string;
  state: "running" | "done" | "failed";
  total: number;
  done: number;
  imported: number;
  skipped: Complaint[];
  skippedCount: number;
}

interface Row {
  id: string;
  state: ImportJob["state"];
  total: number;
  done: number;
  imported: number;
  skipped: string;
  skipped_count: number;
}

export type PartArticle = Omit<ArticleInput, "source">;

/** Articles that are written together: fewer commits, and a full-text index that is merged less often. */
const WRITTEN_TOGETHER = 20;
/** Parts that one batch stores. */
const STORED_TOGETHER = 4;

/** In order, no part with the same article twice. */
function inParts(articles: readonly PartArticle[]): PartArticle[][] {
  const parts: PartArticle[][] = [];
  let ids = new Set<string>();
  let units = 0;
  for (const article of articles) {
    const last = parts.at(-1);
    const own = article.title.length + article.body.length;
    units += own;
    if (last && last.length < WRITTEN_TOGETHER && units <= MOST_UNITS_BOUND && !ids.has(article.id)) last.push(article);
    else {
      parts.push([article]);
      ids = new Set();
      units = own;
    }
    ids.add(article.id);
  }
  return parts;
}

export interface ImportOf {
  tenant: string;
  id: string;
  /** Who began it. */
  by: string;
}

/** Once it resolves, the import goes on whatever ends. The job comes last: parts without one are nobody's (forgetLeftParts). */
export async function beginImport(db: D1Database, { tenant, id, by }: ImportOf, { articles, complaints }: ReadArticles, now: number): Promise<void> {
  const parts = inParts(articles);
  for (let from = 0; from < parts.length; from += STORED_TOGETHER) {
    const stored = parts
      .slice(from, from + STORED_TOGETHER)
      .map((part, at) =>
        db.prepare("INSERT INTO import_parts (tenant, job_id, part, articles, at) VALUES (?1, ?2, ?3, ?4, ?5)").bind(tenant, id, from + at, json(part), now),
      );
    await db.batch(stored);
  }
  const sql = `INSERT INTO import_jobs (tenant, id, kind, state, total, done, imported, skipped, skipped_count, created_at, updated_at, started_by)
    VALUES (?1, ?2, 'articles', 'running', ?3, 0, 0, ?4, ?5, ?6, ?6, ?7)`;
  await db
    .prepare(sql)
    .bind(tenant, id, articles.length, json(complaints.slice(0, MOST_COMPLAINTS)), complaints.length, now, by)
    .run();
}

export async function importJob(db: D1Database, tenant: string, id: string): Promise<ImportJob | null> {
  const row = await db
    .prepare("SELECT id, state, total, done, imported, skipped, skipped_count FROM import_jobs WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, id)
    .first<Row>();
  return row && { ...row, skipped: JSON.parse(row.skipped) as Complaint[], skippedCount: row.skipped_count };
}
