/** Where the audit log is read from for checking: a data directory, an export, a running deployment. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { deserialize } from "node:v8";
import { type AuditEntry, type Head, witnessOf } from "../../worker/audit/chain.ts";

export interface Source {
  /** of all tenants, in order of their numbers */
  entries: AuditEntry[];
  witnesses: { tenant: string; head: Head }[];
  /** what the seals' key comes from; null = not at hand */
  secret: string | null;
}
const COLUMNS = "tenant, seq, at, actor, action, subject, before, after, prev, hash, seal";
const PAGE = 1_000;

const hasTable = (db: DatabaseSync, name: string): boolean =>
  db.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(name) !== undefined;

/** Every store of the directory is looked into, so that it does not matter which engine laid it out. */
export async function fromDataDir(dir: string): Promise<Source> {
  const found: Source = { entries: [], witnesses: [], secret: null };
  const files = (await readdir(dir, { recursive: true })).filter((file) => file.endsWith(".sqlite"));
  for (const file of files) {
    const db = new DatabaseSync(join(dir, file), { readOnly: true });
    if (hasTable(db, "audit_entries"))
      found.entries.push(...(db.prepare(`SELECT ${COLUMNS} FROM audit_entries ORDER BY tenant, seq`).all() as unknown as AuditEntry[]));
    if (hasTable(db, "_cf_KV")) found.witnesses.push(...witnessesIn(db));
    db.close();
  }
  const secrets = await readFile(join(dir, "secrets.json"), "utf8").catch(() => null);
  return { ...found, secret: secrets === null ? null : (JSON.parse(secrets) as { AUTH_SECRET: string }).AUTH_SECRET };
}

/** An object's key-value storage: values are in V8's serialisation. */
function witnessesIn(db: DatabaseSync): Source["witnesses"] {
  const rows = db.prepare("SELECT value FROM _cf_KV WHERE key = 'cursor'").all() as { value: Uint8Array }[];
  return rows.flatMap(({ value }) => {
    const text: unknown = deserialize(value);
    const witness = typeof text === "string" ? witnessOf(text) : null;
    return witness ? [witness] : [];
  });
}

interface HeadLine {
  tenant: string;
  head: Head;
  witness: string | null;
}

const witnessesOf = ({ tenant, head, witness }: HeadLine): Source["witnesses"] => {
  const elsewhere = witness === null ? null : witnessOf(witness);
  return [{ tenant, head }, ...(elsewhere ? [elsewhere] : [])];
};

/** Sorted by number: pages come newest first. Two entries of one number both stay, and are found. */
const inOrder = (entries: AuditEntry[]): AuditEntry[] => entries.sort((a, b) => (a.tenant === b.tenant ? a.seq - b.seq : a.tenant < b.tenant ? -1 : 1));

export async function fromFile(path: string): Promise<Source> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line.trim() !== "");
  const parsed = lines.map((line) => JSON.parse(line) as AuditEntry | HeadLine);
  const heads = parsed.filter((line): line is HeadLine => "head" in line);
  const entries = parsed.filter((line): line is AuditEntry => !("head" in line));
  return { entries: inOrder(entries), witnesses: heads.flatMap(witnessesOf), secret: null };
}

export async function fromUrl(url: string, key: string): Promise<Source> {
  const ask = async (path: string): Promise<Response> => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const head = (await (await ask("/v1/audit/head")).json()) as HeadLine;
  const entries: AuditEntry[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const response = await ask(`/v1/audit?format=jsonl&limit=${PAGE}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    entries.push(...lines.map((line) => JSON.parse(line) as AuditEntry));
    cursor = response.headers.get("x-next-cursor");
  }
  return { entries: inOrder(entries), witnesses: witnessesOf(head), secret: null };
}
