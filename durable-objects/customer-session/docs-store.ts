/**
 * Small keyed documents of one customer in one table: a transaction's documents leave in one statement, which is what a message costs.
 *
 * Keys: `!head` the head; `!out <turn>` a reply that waits; `!events <n>` what happened and was not told; `!todo <id>` work that waits; `!erased` when a former life was erased; `!importing` while an archive
 * comes in (these are read at once when the object wakes);
 * `cv_…` a conversation with what is shown beside it; `route …`, `seen …`, `early …`, `sent …`.
 */
import type { SqlLike } from "../apply-schema.ts";
import { KeptRows } from "./kept-rows.ts";

type DocRow = { key: string; doc: string };
export interface Keyed<T> {
  key: string;
  doc: T;
}

const KEPT_DOCS = 64;
/** The database takes 100 parameters a statement. */
const ROWS_A_STATEMENT = 50;
/** Sorts after every character that keys use. */
const LAST = "\u{10ffff}";

export class DocsStore {
  private readonly sql: SqlLike;
  private readonly kept = new KeptRows<unknown>(KEPT_DOCS);
  private readonly puts = new Map<string, unknown>();
  private readonly removals = new Set<string>();

  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  get<T>(key: string): T | null {
    if (this.puts.has(key)) return this.puts.get(key) as T;
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept as T | null;
    const row = this.sql.exec<DocRow>("SELECT key, doc FROM docs WHERE key = ?", key).toArray()[0];
    return this.kept.keep(key, row ? (JSON.parse(row.doc) as T) : null) as T | null;
  }

  /** Written with the next flush, as it is then. */
  put(key: string, doc: unknown): void {
    this.removals.delete(key);
    this.puts.set(key, doc);
  }

  remove(key: string): void {
    this.puts.delete(key);
    this.removals.add(key);
    this.kept.keep(key, null);
  }

  /** Documents whose key begins so, in the order of their keys. */
  list<T>(prefix: string, limit: number): Keyed<T>[] {
    this.flush();
    return this.parsed(
      this.sql.exec<DocRow>("SELECT key, doc FROM docs WHERE key >= ? AND key < ? ORDER BY key LIMIT ?", prefix, prefix + LAST, limit).toArray(),
    );
  }

  /** The same from the last key backwards; `before` = the last key of the page before. */
  listBack<T>(prefix: string, before: string | null, limit: number): Keyed<T>[] {
    this.flush();
    const rows = this.sql.exec<DocRow>(
      "SELECT key, doc FROM docs WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?",
      prefix,
      before ?? prefix + LAST,
      limit,
    );
    return this.parsed(rows.toArray());
  }

  private parsed<T>(rows: readonly DocRow[]): Keyed<T>[] {
    return rows.map((row) => ({ key: row.key, doc: JSON.parse(row.doc) as T }));
  }

  removeAll(prefix: string): void {
    this.flush();
    this.sql.exec("DELETE FROM docs WHERE key >= ? AND key < ?", prefix, prefix + LAST);
    this.kept.forget();
  }

  /** Everything put and removed since the last time, in one or two statements. */
  flush(): void {
    if (this.removals.size > 0) this.sql.exec("DELETE FROM docs WHERE key IN (SELECT value FROM json_each(?))", JSON.stringify([...this.removals]));
    this.removals.clear();
    if (this.puts.size === 0) return;
    const puts = [...this.puts];
    this.puts.clear();
    for (let at = 0; at < puts.length; at += ROWS_A_STATEMENT) {
      const rows = puts.slice(at, at + ROWS_A_STATEMENT);
      this.sql.exec(`REPLACE INTO docs (key, doc) VALUES ${rows.map(() => "(?, ?)").join(", ")}`, ...rows.flatMap(([key, doc]) => [key, JSON.stringify(doc)]));
      for (const [key, doc] of rows) this.kept.keep(key, doc);
    }
  }
}
