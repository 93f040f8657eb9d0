/** D1 migrations for the embedded engine, with the table and the file order that `wrangler d1 migrations apply` uses. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../build.ts";

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

/** Statements of a migration file. Our files hold no semicolon inside a string or trigger body but at line ends. */
export function statementsOf(sql: string): string[] {
  const lines = sql.split("\n").filter((line) => !line.trimStart().startsWith("--"));
  const statements: string[] = [];
  let open: string[] = [];
  let inTrigger = false;
  for (const line of lines) {
    open.push(line);
    if (/^\s*CREATE\s+TRIGGER/i.test(line)) inTrigger = true;
    const ends = inTrigger ? /^\s*END;\s*$/i.test(line) : /;\s*(--.*)?$/.test(line);
    if (!ends) continue;
    statements.push(open.join("\n").trim());
    open = [];
    inTrigger = false;
  }
  return statements.filter((statement) => statement !== "" && statement !== ";");
}

/** Names of the migrations that were applied now. */
export async function migrate(db: Database): Promise<string[]> {
  await db
    .prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    )
    .run();
  const applied = new Set((await db.prepare("SELECT name FROM d1_migrations").all()).results.map((row) => (row as { name: string }).name));
  const files = (await readdir(join(ROOT, "migrations"))).filter((name) => name.endsWith(".sql")).sort();
  const fresh = files.filter((name) => !applied.has(name));
  for (const name of fresh) {
    const statements = statementsOf(await readFile(join(ROOT, "migrations", name), "utf8")).map((sql) => db.prepare(sql));
    // One transaction: a start that is killed in between leaves either all of a migration or nothing.
    await db.batch([...statements, db.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name)]);
  }
  return fresh;
}
