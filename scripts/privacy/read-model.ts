/** The read model of a tenant as its database file has it: the rows of each table by their hashes, so that two of them can be compared. */
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What lists and search read, and the business's own words. */
const TABLES = [
  "customers",
  "identities",
  "conversations",
  "conversation_labels",
  "turns_index",
  "deliveries",
  "suggestion_uses",
  "articles",
  "article_versions",
  "chunks",
] as const;
/** Book-keeping between a session and its copy, raised by every telling. */
const TOLD = new Set<string>(["customers", "identities", "conversations", "deliveries"]);
/** A chunk's number has no meaning elsewhere, and the model reads it anew. */
const NOT_MOVED: Readonly<Record<string, readonly string[]>> = { chunks: ["id", "vector", "intents", "model"] };

/** Sessions are one file each: they are not looked into. */
async function databaseIn(dataDir: string): Promise<DatabaseSync> {
  const folders = (await readdir(dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isDirectory() && !/Session/.test(entry.name));
  for (const folder of folders) {
    const path = join(folder.parentPath, folder.name);
    for (const name of (await readdir(path)).filter((one) => one.endsWith(".sqlite"))) {
      const db = new DatabaseSync(join(path, name), { readOnly: true });
      if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'turns_index'").get()) return db;
      db.close();
    }
  }
  throw new Error(`no read model below ${dataDir}`);
}

export async function countOf(dataDir: string, tenant: string, table: (typeof TABLES)[number]): Promise<number> {
  const db = await databaseIn(dataDir);
  try {
    return Number(db.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant = ?`).get(tenant)?.n);
  } finally {
    db.close();
  }
}

/** Sorted hashes of all rows, by table. */
export async function rowsByTable(dataDir: string, tenant: string): Promise<Map<string, string[]>> {
  const db = await databaseIn(dataDir);
  try {
    return new Map(TABLES.map((table) => [table, hashesOf(db, table, tenant)]));
  } finally {
    db.close();
  }
}

function hashesOf(db: DatabaseSync, table: string, tenant: string): string[] {
  const hashes: string[] = [];
  for (const row of db.prepare(`SELECT * FROM ${table} WHERE tenant = ?`).iterate(tenant)) {
    const kept = Object.entries(row).filter(([name]) => !NOT_MOVED[table]?.includes(name) && !(name === "version" && TOLD.has(table)));
    hashes.push(createHash("sha256").update(JSON.stringify(kept)).digest("base64url"));
  }
  return hashes.sort();
}

export const digestOf = (rows: ReadonlyMap<string, readonly string[]>): string =>
  createHash("sha256")
    .update(JSON.stringify([...rows]))
    .digest("hex");

/** How many rows of each table are on one side only; tables that are the same are left out. */
export function differencesOf(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): { table: string; rows: number }[] {
  return [...before].flatMap(([table, hashes]) => {
    const [here, there] = [new Set(hashes), new Set(after.get(table))];
    const rows = [...here].filter((one) => !there.has(one)).length + [...there].filter((one) => !here.has(one)).length;
    return rows === 0 && hashes.length === after.get(table)?.length ? [] : [{ table, rows }];
  });
}
