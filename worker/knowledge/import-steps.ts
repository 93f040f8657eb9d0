/**
 * Imports go on in steps: whoever has the time takes a running job for a few seconds and writes its parts, each with its progress in one
 * transaction. A step that is cut off, or killed, leaves the part for the next one.
 */
import { type ImportOf, MOST_COMPLAINTS, type PartArticle } from "./import.ts";
import { articleStatements, type ReadyArticle, readyArticle } from "./ingest.ts";
import type { Complaint } from "./read-files.ts";

/** Who took a job has it so long after each part. When a part takes longer and two have it, the second one's writing is undone. */
export const LEASE_MS = 5_000;
/** A part that was begun so often ends whoever reads it: it is left out. */
const MOST_TRIES = 5;
/** Parts whose job was never acknowledged. */
const LEFT_PARTS_KEPT_MS = 24 * 3_600_000;

export interface StepsOf {
  now(): number;
  /** False = the time is over, or there is more urgent work. */
  goOn(): boolean;
  /** Lets others have the thread for a moment: cutting and segmenting an article takes a millisecond or more. */
  pause(): Promise<void>;
}

const TAKE = `UPDATE import_jobs SET lease_until = ?2 WHERE (tenant, id) IN (
    SELECT tenant, id FROM import_jobs WHERE state = 'running' AND lease_until <= ?1 ORDER BY lease_until LIMIT 1
  ) RETURNING tenant, id, started_by AS by`;

/** Parts that were written now. */
export async function continueImports(db: D1Database, steps: StepsOf): Promise<number> {
  let written = 0;
  while (steps.goOn()) {
    const taken = await db
      .prepare(TAKE)
      .bind(steps.now(), steps.now() + LEASE_MS)
      .first<ImportOf>();
    if (!taken) break;
    written += await continueImport(db, taken, steps);
  }
  return written;
}

async function continueImport(db: D1Database, job: ImportOf, steps: StepsOf): Promise<number> {
  let written = 0;
  while (steps.goOn()) {
    const part = await beginPart(db, job);
    if (!part) {
      await end(db, job, steps.now());
      return written;
    }
    await writePart(db, job, part, steps);
    written += 1;
  }
  // Free for whoever comes next.
  await db.prepare("UPDATE import_jobs SET lease_until = 0 WHERE tenant = ?1 AND id = ?2").bind(job.tenant, job.id).run();
  return written;
}

interface Part {
  part: number;
  articles: PartArticle[];
  tries: number;
}

const BEGIN_PART = `UPDATE import_parts SET tries = tries + 1 WHERE tenant = ?1 AND job_id = ?2
    AND part = (SELECT min(part) FROM import_parts WHERE tenant = ?1 AND job_id = ?2)
  RETURNING part, articles, tries`;

async function beginPart(db: D1Database, { tenant, id }: ImportOf): Promise<Part | null> {
  const row = await db.prepare(BEGIN_PART).bind(tenant, id).first<{ part: number; articles: string; tries: number }>();
  return row && { ...row, articles: JSON.parse(row.articles) as PartArticle[] };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : "could not be stored");
const complaint = ({ title }: PartArticle, why: string): Complaint => ({ name: title, line: 0, why });

async function writePart(db: D1Database, job: ImportOf, part: Part, steps: StepsOf): Promise<void> {
  const skipped: Complaint[] = [];
  const ready: ReadyArticle[] = [];
  for (const article of part.articles) {
    try {
      if (part.tries > MOST_TRIES) throw new RangeError("reading it was cut off again and again");
      ready.push(readyArticle(job.tenant, { ...article, source: `import:${job.id}` }));
    } catch (error) {
      skipped.push(complaint(article, reasonOf(error)));
    }
    await steps.pause();
  }
  const write = (some: readonly ReadyArticle[], then: readonly D1PreparedStatement[] = []): Promise<unknown> =>
    db.batch([stillThere(db, job, part), ...articleStatements(db, job.tenant, some, job.by, steps.now()), ...then]);
  // A part is written whole or not at all; then it is seen which of its articles cannot be. A database that takes none of it does not take
  // the progress either, so the part stays.
  await write(ready, progress(db, job, part, { imported: ready.length, skipped, now: steps.now() })).catch(async () => {
    for (const one of ready) await write([one]).catch((error: unknown) => skipped.push(complaint(one.article, reasonOf(error))));
    const imported = part.articles.length - skipped.length;
    await db.batch(progress(db, job, part, { imported, skipped, now: steps.now() }));
  });
}

/** Fails, and with it the batch, when the part was written meanwhile: a row without articles is refused. */
const STILL_THERE = `INSERT INTO import_parts (tenant, job_id, part, articles, at) SELECT ?1, ?2, ?3, NULL, 0
  WHERE NOT EXISTS (SELECT 1 FROM import_parts WHERE tenant = ?1 AND job_id = ?2 AND part = ?3)`;

const stillThere = (db: D1Database, { tenant, id }: ImportOf, { part }: Part): D1PreparedStatement => db.prepare(STILL_THERE).bind(tenant, id, part);

const PROGRESS = `UPDATE import_jobs SET done = done + ?4, imported = imported + ?5, skipped_count = skipped_count + json_array_length(?6), updated_at = ?7, lease_until = ?8,
    skipped = CASE WHEN json_array_length(?6) = 0 OR json_array_length(skipped) >= ${MOST_COMPLAINTS} THEN skipped
      ELSE (SELECT json_group_array(json(value)) FROM (SELECT value FROM json_each(skipped) UNION ALL SELECT value FROM json_each(?6))) END
  WHERE tenant = ?1 AND id = ?2 AND EXISTS (SELECT 1 FROM import_parts WHERE tenant = ?1 AND job_id = ?2 AND part = ?3)`;

interface Progress {
  imported: number;
  skipped: readonly Complaint[];
  now: number;
}

/** A part counts once, however often it is written. */
function progress(db: D1Database, { tenant, id }: ImportOf, { part, articles }: Part, { imported, skipped, now }: Progress): D1PreparedStatement[] {
  return [
    db.prepare(PROGRESS).bind(tenant, id, part, articles.length, imported, JSON.stringify(skipped), now, now + LEASE_MS),
    db.prepare("DELETE FROM import_parts WHERE tenant = ?1 AND job_id = ?2 AND part = ?3").bind(tenant, id, part),
  ];
}

/** Failed = nothing of it could be stored, or a version before this table was cut off in it. */
const END = `UPDATE import_jobs SET state = CASE WHEN done < total OR (total > 0 AND imported = 0) THEN 'failed' ELSE 'done' END, updated_at = ?3
  WHERE tenant = ?1 AND id = ?2 AND state = 'running'`;

async function end(db: D1Database, { tenant, id }: ImportOf, now: number): Promise<void> {
  await db.prepare(END).bind(tenant, id, now).run();
}

/** Parts of uploads that were cut off before their job was there. */
export async function forgetLeftParts(db: D1Database, now: number): Promise<void> {
  await db
    .prepare(
      "DELETE FROM import_parts WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM import_jobs j WHERE j.tenant = import_parts.tenant AND j.id = import_parts.job_id)",
    )
    .bind(now - LEFT_PARTS_KEPT_MS)
    .run();
}
