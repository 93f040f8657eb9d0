/**
 * `node scripts/privacy/move-tenant.ts [--articles N] [--conversations N]`: a tenant of that size is made in one engine, exported, imported into
 * an empty one, and both read models are compared row by row. For a quiet machine: 10 000 articles and 100 000 conversations take a while.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { buildWorker } from "../build.ts";
import { type Engine, startEngine } from "../engine/engine.ts";
import { type Secrets, secretsIn } from "../engine/secrets.ts";
import { ROOT } from "../root.ts";

const { values } = parseArgs({ options: { articles: { type: "string", default: "500" }, conversations: { type: "string", default: "5000" } } });
const TENANT = "moving-shop";
const LANES = 32;
const PATIENCE_MS = 600_000;
const READ_MODEL = ["customers", "identities", "conversations", "conversation_labels", "turns_index", "deliveries", "articles"];

interface Home {
  engine: Engine;
  dataDir: string;
  key: string;
}

async function open(): Promise<Home> {
  const dataDir = await mkdtemp(join(tmpdir(), "kefu-move-"));
  const secrets: Secrets = await secretsIn(dataDir);
  const engine = await startEngine({ dataDir, port: 0, secrets });
  const answer = await fetch(`${engine.url}/v1/admin/tenants`, {
    method: "POST",
    headers: { "x-admin-secret": secrets.ADMIN_SECRET, "content-type": "application/json" },
    body: JSON.stringify({ tenant: TENANT, name: "Moving shop" }),
  });
  return { engine, dataDir, key: ((await answer.json()) as { apiKey: string }).apiKey };
}

const post = async ({ engine, key }: Home, path: string, body: unknown): Promise<void> => {
  const answer = await fetch(engine.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
};

async function inLanes(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Rows of the read model in the order of their text, without the book-keeping version. */
async function rows(dataDir: string): Promise<Map<string, string[]>> {
  const files = (await readdir(dataDir, { recursive: true })).filter((path) => path.endsWith(".sqlite") && !path.includes("CustomerSession"));
  for (const file of files) {
    const db = new DatabaseSync(join(dataDir, file), { readOnly: true });
    try {
      if (!db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'turns_index'").get()) continue;
      const of = (table: string): string[] =>
        db
          .prepare(`SELECT * FROM ${table} WHERE tenant = ?`)
          .all(TENANT)
          .map((row) => JSON.stringify({ ...row, ...(table === "articles" ? {} : { version: 0 }) }))
          .sort();
      return new Map(READ_MODEL.map((table) => [table, of(table)]));
    } finally {
      db.close();
    }
  }
  throw new Error("no read model");
}

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

const npm = (script: string, args: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, [join(ROOT, "scripts", script), ...args], { stdio: "inherit" });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
};

await buildWorker();
const [articles, conversations] = [Number(values.articles), Number(values.conversations)];
const from = await open();
const file = join(from.dataDir, "export.jsonl");
await inLanes(articles, (n) =>
  post(from, "/v1/knowledge/articles", { id: `a-${n}`, title: `Article ${n} 退货`, body: `# ${n}\n七天内可以退货，运费由我们承担。` }),
);
await inLanes(conversations, (n) =>
  post(from, "/v1/message", { from: { id: `p-${n}`, name: `Person ${n}` }, text: `你好 ${n}，我的订单到哪了`, externalId: "m" }),
);
await until(async () => ((await rows(from.dataDir)).get("turns_index")?.length ?? 0) >= conversations, "the lists know everybody");
const before = await rows(from.dataDir);
let began = performance.now();
npm("export.ts", ["--url", from.engine.url, "--key", from.key, "--out", file]);
const exportS = (performance.now() - began) / 1_000;
await from.engine.stop();

const into = await open();
began = performance.now();
npm("import-archive.ts", ["--url", into.engine.url, "--key", into.key, file]);
await until(
  async () => ((await rows(into.dataDir)).get("turns_index")?.length ?? 0) >= (before.get("turns_index")?.length ?? 0),
  "the lists know everybody here",
);
const importS = (performance.now() - began) / 1_000;
const after = await rows(into.dataDir);
await into.engine.stop();
const different = READ_MODEL.filter((table) => JSON.stringify(before.get(table)) !== JSON.stringify(after.get(table)));
const { length: bytes } = await readFile(file);
for (const { dataDir } of [from, into]) await rm(dataDir, { recursive: true, force: true });
console.log(JSON.stringify({ articles, conversations, bytes, exportS: Math.round(exportS), importS: Math.round(importS), different }));
process.exit(different.length === 0 ? 0 : 1);
