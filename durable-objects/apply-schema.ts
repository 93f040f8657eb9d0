/**
 * Schema steps of an object's SQLite: an append-only list in code. Applied ids are kept in a table, because `PRAGMA user_version` is refused inside objects.
 * As far as both go, the stored list and the code's must be the same: a changed past is a bug and stops the object before it can hurt data. A longer
 * stored list is a newer version's, after going back by one: steps only ever add, so what it added is left alone.
 */

/** The part of an object's storage that the cores use; test/support/sqlite-storage.ts gives the same over node:sqlite. */
export interface SqlLike {
  exec<T extends Record<string, SqlStorageValue>>(query: string, ...bindings: SqlStorageValue[]): { toArray(): T[] };
}

export interface SchemaStep {
  /** `000_what_it_does`; never renamed. */
  id: string;
  sql: string;
}

/** Runs the steps that are missing. Call inside one transaction, before anything else touches the tables. */
export function applySchema(sql: SqlLike, steps: readonly SchemaStep[]): void {
  sql.exec("CREATE TABLE IF NOT EXISTS schema_steps (position INTEGER PRIMARY KEY, id TEXT NOT NULL)");
  const applied = sql.exec<{ id: string }>("SELECT id FROM schema_steps ORDER BY position").toArray();
  applied.slice(0, steps.length).forEach((row, position) => {
    if (steps[position]?.id !== row.id) throw new Error(`Schema step ${position} was ${row.id} and is now ${steps[position]?.id}: shipped steps never change`);
  });
  steps.slice(applied.length).forEach((step, at) => {
    sql.exec(step.sql);
    sql.exec("INSERT INTO schema_steps (position, id) VALUES (?, ?)", applied.length + at, step.id);
  });
}
