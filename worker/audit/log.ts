/** The audit log in D1: appended to by compare-and-swap on the number, read by filters. */
import { type AuditEntry, type AuditEvent, type Head, NO_HEAD, nextEntry, sealKeyOf, witnessText } from "./chain.ts";

/** Writers of one tenant who meet at the same number: all but one read the head again. */
const MOST_TRIES = 50;

export interface AuditPort {
  db: D1Database;
  /** what the seals' key is derived from */
  secret: string;
  /** Notes the head in another store. */
  witness(tenant: string, text: string): Promise<void>;
  now(): number;
}

export async function headOf(db: D1Database, tenant: string): Promise<Head> {
  const sql = "SELECT seq, hash FROM audit_entries WHERE tenant = ?1 ORDER BY seq DESC LIMIT 1";
  return (await db.prepare(sql).bind(tenant).first<Head>()) ?? NO_HEAD;
}

/** Throws when it could not be stored: what cannot be accounted for is not acknowledged. */
export async function appendAudit({ db, secret, witness, now }: AuditPort, tenant: string, event: AuditEvent): Promise<AuditEntry> {
  const sealKey = await sealKeyOf(secret);
  const sql = `INSERT OR IGNORE INTO audit_entries (tenant, seq, at, actor, action, subject, before, after, prev, hash, seal)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING seq`;
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const entry = await nextEntry(tenant, await headOf(db, tenant), event, now(), sealKey);
    const { seq, at, actor, action, subject, before, after, prev, hash, seal } = entry;
    const taken = await db.prepare(sql).bind(tenant, seq, at, actor, action, subject, before, after, prev, hash, seal).first();
    if (!taken) continue;
    // A witness that lags is a weaker one, not a wrong one.
    await witness(tenant, witnessText(tenant, entry)).catch(() => undefined);
    return entry;
  }
  throw new Error(`the audit log of ${tenant} was too busy`);
}

interface AuditQuery {
  actor?: string | undefined;
  /** an action, or the beginning of one that ends in a dot */
  action?: string | undefined;
  subject?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  /** entries before this number */
  before?: number | undefined;
  limit: number;
}

export async function listAudit(db: D1Database, tenant: string, query: AuditQuery): Promise<AuditEntry[]> {
  const values: (string | number)[] = [tenant];
  const where = ["tenant = ?1"];
  const need = (condition: string, value: string | number | undefined): void => {
    if (value !== undefined) where.push(condition.replace("?", `?${values.push(value)}`));
  };
  need("actor = ?", query.actor);
  if (query.action?.endsWith(".")) need("action >= ?", query.action);
  if (query.action?.endsWith(".")) need("action < ?", `${query.action.slice(0, -1)}/`);
  else need("action = ?", query.action);
  need("subject = ?", query.subject);
  need("at >= ?", query.from);
  need("at < ?", query.to);
  need("seq < ?", query.before);
  const sql = `SELECT tenant, seq, at, actor, action, subject, before, after, prev, hash, seal FROM audit_entries WHERE ${where.join(" AND ")} ORDER BY seq DESC LIMIT ?${values.push(query.limit)}`;
  return (
    await db
      .prepare(sql)
      .bind(...values)
      .all<AuditEntry>()
  ).results;
}
