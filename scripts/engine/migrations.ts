/** The migration files of the repository, for the engines that run on one machine. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../build.ts";
import type { Migration } from "./apply-migrations.ts";

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

/** In the order in which they are applied. */
export async function migrationsOf(folder = join(ROOT, "migrations")): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  return Promise.all(files.map(async (name) => ({ name, statements: statementsOf(await readFile(join(folder, name), "utf8")) })));
}
