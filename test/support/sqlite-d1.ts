/** D1's interface over node:sqlite, for pure tests and command-line tools: the same SQL on the same engine, without workerd. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

class Statement {
  readonly db: DatabaseSync;
  readonly sql: string;
  readonly values: readonly unknown[];
  constructor(db: DatabaseSync, sql: string, values: readonly unknown[] = []) {
    this.db = db;
    this.sql = sql;
    this.values = values;
  }
  bind(...values: unknown[]): Statement {
    return new Statement(this.db, this.sql, values);
  }
  private rows(): Record<string, unknown>[] {
    const prepared = this.db.prepare(this.sql);
    // D1 numbers parameters (?1, ?2); node:sqlite takes them in order of their numbers.
    const rows = prepared.all(...(this.values as SQLInputValue[]));
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? Array.from(value) : value])));
  }
  all(): Promise<{ results: Record<string, unknown>[]; success: true; meta: Record<string, never> }> {
    return Promise.resolve({ results: this.rows(), success: true, meta: {} });
  }
  run(): ReturnType<Statement["all"]> {
    return this.all();
  }
  first(column?: string): Promise<unknown> {
    const row = this.rows()[0] ?? null;
    return Promise.resolve(row && column ? row[column] : row);
  }
}

/** An empty in-memory database with the named migrations (all when none are named) behind D1's interface. */
export function sqliteD1(migrations: readonly string[] = []): D1Database {
  const db = new DatabaseSync(":memory:");
  const folder = join(import.meta.dirname, "../../migrations");
  const files = readdirSync(folder)
    .filter((file) => migrations.length === 0 || migrations.some((name) => file.startsWith(name)))
    .sort();
  for (const file of files) db.exec(readFileSync(join(folder, file), "utf8"));
  const like = {
    prepare: (sql: string) => new Statement(db, sql),
    async batch(statements: Statement[]) {
      db.exec("BEGIN");
      try {
        // All in one turn of the event loop: another batch may not come in between.
        const results = statements.map((statement) => statement.all());
        db.exec("COMMIT");
        return await Promise.all(results);
      } catch (error) {
        db.exec("ROLLBACK");
        throw error;
      }
    },
    exec: (sql: string) => Promise.resolve(db.exec(sql)),
  };
  return like as unknown as D1Database;
}
