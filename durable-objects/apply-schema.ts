/**
 * Schema steps of an object's SQLite: an append-only list in code. Applied ids are kept in a table, because `PRAGMA user_version` is refused inside objects.
 * The stored list must be a prefix of the code's list: a changed past is a bug and stops the object before it can hurt data.
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
  applied.forEach((row, position) => {
    if (steps[position]?.id !== row.id)
      throw new Error(`Schema step ${position} was ${row.id} and is now ${steps[position]?.id ?? "gone"}: shipped steps never change`);
  });
  steps.slice(applied.length).forEach((step, at) => {
    sql.exec(step.sql);
    sql.exec("INSERT INTO schema_steps (position, id) VALUES (?, ?)", applied.length + at, step.id);
  });
}
