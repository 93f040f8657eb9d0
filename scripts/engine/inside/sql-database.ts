/**
 * D1 on one machine: one SQLite database in one object, spoken to in the protocol of the platform's own D1 binding
 * (`cloudflare-internal:d1-api`): POST /query and /execute with `{sql, params}` or a list of them, run as one transaction.
 */
import { DurableObject } from "cloudflare:workers";

export { Door } from "./store-door.ts";

interface Query {
  sql: string;
  params?: readonly (number | string | null | readonly number[])[] | null;
}
type Format = "ARRAY_OF_OBJECTS" | "ROWS_AND_COLUMNS" | "NONE";

/** Whoever only reads changes nothing, and is not asked what it changed. */
const READS = /^\s*SELECT\b/i;
const COMMENT_LINE = /^\s*--.*$/gm;
const isStatement = (query: Query): boolean => query.sql.replace(COMMENT_LINE, "").trim() !== "";
/** Bytes travel as lists of numbers. */
const bound = (value: number | string | null | readonly number[]): SqlStorageValue =>
  (Array.isArray(value) ? new Uint8Array(value).buffer : value) as SqlStorageValue;
const sent = (value: SqlStorageValue): unknown => (value instanceof ArrayBuffer ? Array.from(new Uint8Array(value)) : value);

const NOTHING = { changes: 0, rowId: 0 };

/** Somebody outside holds the file: what was erased is being scrubbed out of it (scripts/privacy/scrub.ts). Nothing was done; it passes. */
const HELD = /SQLITE_BUSY|database is locked/;
const HELD_PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 20;

export class SqlDatabase extends DurableObject {
  private get sql(): SqlStorage {
    return this.ctx.storage.sql;
  }

  override async fetch(request: Request): Promise<Response> {
    const asked = (await request.json()) as Query | Query[];
    const queries = (Array.isArray(asked) ? asked : [asked]).filter(isStatement);
    const format = (new URL(request.url).searchParams.get("resultsFormat") ?? "ARRAY_OF_OBJECTS") as Format;
    const until = Date.now() + HELD_PATIENCE_MS;
    for (;;) {
      try {
        if (queries.length === 0) throw new Error("No SQL statements detected.");
        return Response.json(this.ctx.storage.transactionSync(() => queries.map((query) => this.answer(query, format))));
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        if (!HELD.test(words) || Date.now() > until) return Response.json({ success: false, error: words });
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      }
    }
  }

  private answer({ sql, params }: Query, format: Format): object {
    const reads = READS.test(sql);
    const before = reads ? NOTHING : this.written();
    const cursor = this.sql.exec(sql, ...(params ?? []).map(bound));
    const columns = cursor.columnNames;
    const rows = Array.from(cursor.raw(), (row) => row.map(sent));
    const after = reads ? NOTHING : this.written();
    const results = format === "ROWS_AND_COLUMNS" ? { columns, rows } : rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
    const changes = after.changes - before.changes;
    const meta = {
      served_by: "kefu",
      served_by_primary: true,
      total_attempts: 1,
      timings: { sql_duration_ms: 0 },
      // Clocks stand still during a statement.
      duration: 0,
      changes,
      last_row_id: after.rowId,
      changed_db: changes !== 0 || after.rowId !== before.rowId,
      size_after: this.sql.databaseSize,
      rows_read: cursor.rowsRead,
      rows_written: cursor.rowsWritten,
    };
    return { success: true, results, meta };
  }

  private written(): { changes: number; rowId: number } {
    return this.sql.exec<{ changes: number; rowId: number }>("SELECT total_changes() AS changes, last_insert_rowid() AS rowId").one();
  }
}
