/** Erasures as rows: what is under way and certificates of what was done. Ids, counts and times; nothing about anybody. */
import type { EraseReason } from "../../protocol/privacy.ts";

export interface Certificate {
  id: string;
  state: "running" | "done";
  /** The customer and everybody it had taken in. */
  customerIds: string[];
  reason: EraseReason;
  /** An agent's or key's id, or `retention`. */
  askedBy: string;
  /** What was erased, by place: rows, files, objects. */
  counts: Record<string, number>;
  askedAt: number;
  doneAt: number | null;
  /** When free space of local database files was overwritten; null = not yet, or on Cloudflare. */
  scrubbedAt: number | null;
}

interface Row extends Omit<Certificate, "customerIds" | "counts"> {
  customerIds: string;
  counts: string;
}

const COLUMNS = `id, state, customer_ids AS customerIds, reason, asked_by AS askedBy, counts, asked_at AS askedAt, done_at AS doneAt, scrubbed_at AS scrubbedAt`;
const shown = (row: Row): Certificate => ({
  ...row,
  customerIds: JSON.parse(row.customerIds) as string[],
  counts: JSON.parse(row.counts) as Record<string, number>,
});

/** Written before anything is erased: an erasure that dies half-way is found and finished. */
export async function beginErasure(
  db: D1Database,
  tenant: string,
  begun: Pick<Certificate, "id" | "customerIds" | "reason" | "askedBy" | "askedAt">,
): Promise<void> {
  await db
    .prepare("INSERT INTO erasures (tenant, id, customer_ids, reason, asked_by, state, asked_at) VALUES (?1, ?2, ?3, ?4, ?5, 'running', ?6)")
    .bind(tenant, begun.id, JSON.stringify(begun.customerIds), begun.reason, begun.askedBy, begun.askedAt)
    .run();
}

export async function endErasure(db: D1Database, tenant: string, id: string, counts: Readonly<Record<string, number>>, now: number): Promise<void> {
  await db
    .prepare("UPDATE erasures SET state = 'done', counts = ?3, done_at = ?4 WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, id, JSON.stringify(counts), now)
    .run();
}

/** Something more was deleted: the files hold remains once more. */
export async function scrubAgain(db: D1Database, tenant: string, id: string): Promise<void> {
  await db.prepare("UPDATE erasures SET scrubbed_at = NULL WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
}

export async function erasure(db: D1Database, tenant: string, id: string): Promise<Certificate | null> {
  const row = await db.prepare(`SELECT ${COLUMNS} FROM erasures WHERE tenant = ?1 AND id = ?2`).bind(tenant, id).first<Row>();
  return row ? shown(row) : null;
}

/** The newest one that names the customer. */
export async function erasureOf(db: D1Database, tenant: string, customerId: string): Promise<Certificate | null> {
  const sql = `SELECT ${COLUMNS} FROM erasures WHERE tenant = ?1 AND instr(customer_ids, ?2) > 0 ORDER BY id DESC LIMIT 1`;
  const row = await db.prepare(sql).bind(tenant, `"${customerId}"`).first<Row>();
  return row ? shown(row) : null;
}

/** Newest first; `before` = the last id of the page before. */
export async function erasures(
  db: D1Database,
  tenant: string,
  before: string | null,
  limit: number,
): Promise<{ erasures: Certificate[]; nextCursor: string | null }> {
  const sql = `SELECT ${COLUMNS} FROM erasures WHERE tenant = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3`;
  const { results } = await db
    .prepare(sql)
    .bind(tenant, before ?? "~", limit + 1)
    .all<Row>();
  const page = results.slice(0, limit).map(shown);
  return { erasures: page, nextCursor: results.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Those of all tenants that were begun before and have not ended. */
export async function unfinished(db: D1Database, begunBefore: number, limit: number): Promise<(Certificate & { tenant: string })[]> {
  const sql = `SELECT tenant, ${COLUMNS} FROM erasures WHERE state = 'running' AND asked_at < ?1 ORDER BY asked_at LIMIT ?2`;
  const { results } = await db.prepare(sql).bind(begunBefore, limit).all<Row & { tenant: string }>();
  return results.map((row) => ({ ...shown(row), tenant: row.tenant }));
}
