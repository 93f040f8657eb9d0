/** An import as a job whose progress can be read: articles one by one, what was left out with name, line and reason. */
import { putArticle } from "./ingest.ts";
import type { Complaint, ReadArticles } from "./read-files.ts";

const PROGRESS_EVERY = 25;
const MOST_COMPLAINTS = 1_000;

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

export async function beginImport(db: D1Database, tenant: string, id: string, { articles, complaints }: ReadArticles, now: number): Promise<void> {
  const sql = `INSERT INTO import_jobs (tenant, id, kind, state, total, done, imported, skipped, skipped_count, created_at, updated_at)
    VALUES (?1, ?2, 'articles', 'running', ?3, 0, 0, ?4, ?5, ?6, ?6)`;
  await db
    .prepare(sql)
    .bind(tenant, id, articles.length, JSON.stringify(complaints.slice(0, MOST_COMPLAINTS)), complaints.length, now)
    .run();
}

/** Writes the articles; one that fails is named and the rest goes on. */
export async function runImport(
  db: D1Database,
  tenant: string,
  id: string,
  { articles, complaints }: ReadArticles,
  by: string,
  now: () => number,
): Promise<void> {
  const skipped = [...complaints];
  let imported = 0;
  const note = (state: ImportJob["state"], done: number): Promise<unknown> =>
    db
      .prepare("UPDATE import_jobs SET state = ?3, done = ?4, imported = ?5, skipped = ?6, skipped_count = ?7, updated_at = ?8 WHERE tenant = ?1 AND id = ?2")
      .bind(tenant, id, state, done, imported, JSON.stringify(skipped.slice(0, MOST_COMPLAINTS)), skipped.length, now())
      .run();
  for (const [index, article] of articles.entries()) {
    try {
      await putArticle(db, tenant, { ...article, source: `import:${id}` }, by, now());
      imported += 1;
    } catch (error) {
      skipped.push({ name: article.title, line: 0, why: error instanceof Error ? error.message : "could not be stored" });
    }
    if ((index + 1) % PROGRESS_EVERY === 0) await note("running", index + 1);
  }
  await note(articles.length > 0 && imported === 0 ? "failed" : "done", articles.length);
}

export async function importJob(db: D1Database, tenant: string, id: string): Promise<ImportJob | null> {
  const row = await db
    .prepare("SELECT id, state, total, done, imported, skipped, skipped_count FROM import_jobs WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, id)
    .first<Row>();
  return row && { ...row, skipped: JSON.parse(row.skipped) as Complaint[], skippedCount: row.skipped_count };
}
