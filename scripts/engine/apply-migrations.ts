/** Applies D1 migrations with the table and the file order that `wrangler d1 migrations apply` uses. Runs in Node and inside the engine. */

export interface Migration {
  /** the file's name */
  name: string;
  statements: readonly string[];
}

/** What of D1 is used here. */
interface Statement {
  bind(...values: unknown[]): Statement;
  run(): Promise<unknown>;
  all(): Promise<{ results: unknown[] }>;
}
interface Database {
  prepare(sql: string): Statement;
  batch(statements: Statement[]): Promise<unknown>;
}

/** Names of the migrations that were applied now. */
export async function applyMigrations(db: Database, migrations: readonly Migration[]): Promise<string[]> {
  await db
    .prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    )
    .run();
  const applied = new Set((await db.prepare("SELECT name FROM d1_migrations").all()).results.map((row) => (row as { name: string }).name));
  const fresh = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, statements } of fresh) {
    // One transaction: a start that is killed in between leaves either all of a migration or nothing.
    await db.batch([...statements.map((sql) => db.prepare(sql)), db.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name)]);
  }
  return fresh.map(({ name }) => name);
}
