/** An object's SQLite over node:sqlite: the same SQL on the same engine, so that the cores of the objects run in plain Node. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqlLike } from "../../durable-objects/apply-schema.ts";

export interface SqliteStorage {
  sql: SqlLike;
  /** All or nothing, as `ctx.storage.transactionSync`. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** `path` = a file, for benches; absent = memory. */
export function sqliteStorage(path = ":memory:"): SqliteStorage {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL");
  const prepared = new Map<string, StatementSync>();
  const statement = (query: string): StatementSync => {
    const known = prepared.get(query);
    if (known) return known;
    const made = db.prepare(query);
    prepared.set(query, made);
    return made;
  };
  const run = (query: string, bindings: readonly unknown[]): unknown[] => {
    // Several statements at once (a schema step) cannot be prepared; they never have bindings.
    if (bindings.length === 0 && query.trim().includes(";\n")) {
      db.exec(query);
      return [];
    }
    return statement(query).all(...(bindings as SQLInputValue[]));
  };
  const sql = {
    exec: (query: string, ...bindings: unknown[]) => {
      const rows = run(query, bindings);
      return { toArray: () => rows };
    },
  };
  return {
    sql: sql as unknown as SqlLike,
    transaction: (work) => {
      db.exec("BEGIN");
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => db.close(),
  };
}
