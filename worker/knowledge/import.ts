/** An import as a job whose progress can be read: articles in small groups, what was left out with name, line and reason. */
import { articleStatements, type ReadyArticle, readyArticle } from "./ingest.ts";
import type { Complaint, ReadArticles } from "./read-files.ts";

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

/** Articles that are written together: fewer commits, and a full-text index that is merged less often. */
const WRITTEN_TOGETHER = 20;

/** In order, no group with the same article twice. */
function inGroups<T extends { id: string }>(articles: readonly T[]): T[][] {
  const groups: T[][] = [];
  let ids = new Set<string>();
  for (const article of articles) {
    const last = groups.at(-1);
    if (last && last.length < WRITTEN_TOGETHER && !ids.has(article.id)) last.push(article);
    else {
      groups.push([article]);
      ids = new Set();
    }
    ids.add(article.id);
  }
  return groups;
}

export interface ImportOf {
  tenant: string;
  id: string;
  by: string;
  now(): number;
  /** Lets others have the thread for a moment: cutting and segmenting an article takes a millisecond or more. */
  pause(): Promise<void>;
}

/** Writes the articles; one that fails is named and the rest goes on. */
export async function runImport(db: D1Database, { articles, complaints }: ReadArticles, { tenant, id, by, now, pause }: ImportOf): Promise<void> {
  const skipped = [...complaints];
  let [done, imported] = [0, 0];
  const note = (state: ImportJob["state"]): Promise<unknown> =>
    db
      .prepare("UPDATE import_jobs SET state = ?3, done = ?4, imported = ?5, skipped = ?6, skipped_count = ?7, updated_at = ?8 WHERE tenant = ?1 AND id = ?2")
      .bind(tenant, id, state, done, imported, JSON.stringify(skipped.slice(0, MOST_COMPLAINTS)), skipped.length, now())
      .run();
  const write = async (group: readonly ReadyArticle[]): Promise<void> => {
    await db.batch(articleStatements(db, tenant, group, by, now()));
    imported += group.length;
  };
  for (const group of inGroups(articles)) {
    const ready: ReadyArticle[] = [];
    for (const article of group) {
      ready.push(readyArticle(tenant, { ...article, source: `import:${id}` }));
      await pause();
    }
    // A group is written whole or not at all; then it is seen which of them cannot be.
    await write(ready).catch(async () => {
      for (const one of ready)
        await write([one]).catch((error: unknown) =>
          skipped.push({ name: one.article.title, line: 0, why: error instanceof Error ? error.message : "could not be stored" }),
        );
    });
    done += group.length;
    await note("running");
  }
  await note(articles.length > 0 && imported === 0 ? "failed" : "done");
}

export async function importJob(db: D1Database, tenant: string, id: string): Promise<ImportJob | null> {
  const row = await db
    .prepare("SELECT id, state, total, done, imported, skipped, skipped_count FROM import_jobs WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, id)
    .first<Row>();
  return row && { ...row, skipped: JSON.parse(row.skipped) as Complaint[], skippedCount: row.skipped_count };
}
