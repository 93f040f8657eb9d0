/**
 * `npm run move-tenant -- [--articles N] [--conversations N] [--live N]`: a tenant of that size is made in one engine, exported, imported into an
 * empty one, and both read models are compared row by row. `live` of the conversations come in by the API and are thought about, the others are
 * brought from another system with three turns each. Give `nice` and time: 10 000 articles and 100 000 conversations are 100 000 databases, twice.
 */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ASSETS, buildWorker } from "../build.ts";
import { type Engine, startEngine } from "../engine/engine.ts";
import { type Secrets, secretsIn } from "../engine/secrets.ts";
import { ROOT } from "../root.ts";
import { countOf, differencesOf, digestOf, rowsByTable } from "./read-model.ts";

const { values } = parseArgs({
  options: {
    articles: { type: "string", default: "500" },
    conversations: { type: "string", default: "5000" },
    live: { type: "string", default: "200" },
  },
});
const TENANT = "moving-shop";
const LANES = 16;
const CONVERSATIONS_AT_ONCE = 25;
const TURNS_EACH = 3;
const PATIENCE_MS = 3_600_000;
const LOOK_EVERY_MS = 2_000;
const BEGAN_AT = Date.UTC(2025, 0, 1);
const APART_MS = 300_000;

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
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
};

async function inLanes(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** A conversation as another system kept it. */
function historyOf(n: number): Record<string, unknown> {
  const openedAt = BEGAN_AT + n * APART_MS;
  const said = (ref: string, from: string, minutes: number, text: string) => ({ ref, from, at: openedAt + minutes * 60_000, text });
  return {
    ref: `c-${n}`,
    customer: { ref: `p-${n}`, name: `Person ${n}`, email: `p${n}@example.com` },
    status: n % 10 === 0 ? "open" : "resolved",
    labels: n % 3 === 0 ? ["moved", `l-${n % 7}`] : [],
    openedAt,
    turns: [
      said("1", "customer", 0, `你好 ${n}，我的订单到哪了`),
      { ...said("2", "agent", 3, `第 ${n} 单今天发货。`), agent: { name: "Mei", email: "mei@example.com" } },
      said("3", "customer", 5, "好的，谢谢"),
    ],
  };
}

async function fill(home: Home, size: { articles: number; live: number; brought: number }): Promise<void> {
  await inLanes(size.articles, (n) =>
    post(home, "/v1/knowledge/articles", {
      id: `a-${n}`,
      title: `Article ${n} 退货`,
      body: `# ${n}\n七天内可以退货，运费由我们承担。\n\n## 例外\n第 ${n} 类商品除外。`,
    }),
  );
  await inLanes(size.live, (n) => post(home, "/v1/message", { from: { id: `live-${n}`, name: `Live ${n}` }, text: `你好 ${n}，我要退货`, externalId: "m" }));
  await inLanes(Math.ceil(size.brought / CONVERSATIONS_AT_ONCE), (batch) => {
    const first = batch * CONVERSATIONS_AT_ONCE;
    const conversations = Array.from({ length: Math.min(CONVERSATIONS_AT_ONCE, size.brought - first) }, (_, at) => historyOf(first + at));
    return post(home, "/v1/import/conversations", { from: "jsonl", conversations });
  });
}

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** The lists know every turn, and nothing has changed between two looks. */
async function settled({ dataDir }: Home, turns: number): Promise<void> {
  await until(async () => (await countOf(dataDir, TENANT, "turns_index")) >= turns, "the lists know everybody");
  let before = "";
  await until(async () => {
    const now = digestOf(await rowsByTable(dataDir, TENANT));
    const same = now === before;
    before = now;
    return same;
  }, "the lists come to rest");
}

function run(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(ROOT, "scripts", script), ...args], { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
}

const began = performance.now();
const seconds = (): number => Math.round((performance.now() - began) / 1_000);
const note = (what: string): void => console.error(`${seconds()} s: ${what}`);

// No screen is looked at: an empty folder of assets will do.
await mkdir(ASSETS, { recursive: true });
await buildWorker();
const [articles, conversations] = [Number(values.articles), Number(values.conversations)];
const live = Math.min(Number(values.live), conversations);
const turns = live + (conversations - live) * TURNS_EACH;
const from = await open();
await fill(from, { articles, live, brought: conversations - live });
note("filled");
await settled(from, turns);
note("at rest");
const before = await rowsByTable(from.dataDir, TENANT);
const file = join(tmpdir(), `kefu-move-${process.pid}.jsonl`);
const exportBegan = seconds();
run("export.ts", ["--url", from.engine.url, "--key", from.key, "--out", file]);
const exportS = seconds() - exportBegan;
await from.engine.stop();
await rm(from.dataDir, { recursive: true, force: true });
note("exported");

const into = await open();
const importBegan = seconds();
run("import-archive.ts", ["--url", into.engine.url, "--key", into.key, file]);
const importS = seconds() - importBegan;
note("imported");
await settled(into, turns);
const toldS = seconds() - importBegan;
const after = await rowsByTable(into.dataDir, TENANT);
await into.engine.stop();
const different = differencesOf(before, after);
const rows = Object.fromEntries([...before].map(([table, hashes]) => [table, hashes.length]));
const bytes = (await stat(file)).size;
for (const path of [into.dataDir, file]) await rm(path, { recursive: true, force: true });
console.log(JSON.stringify({ articles, conversations, turns, bytes, exportS, importS, toldS, rows, different }));
process.exit(different.length === 0 ? 0 : 1);
