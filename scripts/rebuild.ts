/**
 * `npm run rebuild [-- --url URL] [--utc-offset-min 480]`: the read model in D1 made anew from the sessions, and reports from it, through a running
 * engine (`DATA_DIR` says whose). `--utc-offset-min` says where days of reports are cut from now on.
 * Locally every session's id is a file's name; on Cloudflare give the ids that its API lists, one a line, on stdin with `--stdin`.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { dataDirOf, readDemo } from "./engine/demo.ts";
import { secretsIn } from "./engine/secrets.ts";

const SESSIONS = "do/kefu-CustomerSession";
const AT_ONCE = 100;

const { values } = parseArgs({
  options: { url: { type: "string" }, stdin: { type: "boolean", default: false }, secret: { type: "string" }, "utc-offset-min": { type: "string" } },
});
const dataDir = dataDirOf();

/** Several processes have folders of their own. */
async function idsFromFiles(): Promise<string[]> {
  const parts = (await readdir(dataDir)).filter((name) => /^part-\d$/.test(name));
  const files = await Promise.all([".", ...parts].map((part) => readdir(join(dataDir, part, SESSIONS)).catch((): string[] => [])));
  return files.flat().flatMap((name) => /^([0-9a-f]{64})\.sqlite$/.exec(name)?.[1] ?? []);
}

async function idsFromStdin(): Promise<string[]> {
  const ids: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) if (line.trim() !== "") ids.push(line.trim());
  return ids;
}

const url = values.url ?? (await readDemo(dataDir)).baseUrl;
const secret = values.secret ?? (await secretsIn(dataDir)).ADMIN_SECRET;
const ids = values.stdin ? await idsFromStdin() : await idsFromFiles();
async function ask(body: object): Promise<{ written: number; reports: number }> {
  const response = await fetch(`${url}/v1/admin/rebuild`, {
    method: "POST",
    headers: { "x-admin-secret": secret, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`rebuild: ${response.status} ${await response.text()}`);
  return (await response.json()) as { written: number; reports: number };
}

let written = 0;
for (let at = 0; at < ids.length; at += AT_ONCE) {
  written += (await ask({ ids: ids.slice(at, at + AT_ONCE) })).written;
  console.error(`${Math.min(ids.length, at + AT_ONCE)} of ${ids.length} sessions`);
}
const offset = values["utc-offset-min"];
const { reports } = await ask({ ids: [], reports: offset === undefined ? {} : { utcOffsetMin: Number(offset) } });
console.error(`reports of ${reports} tenants follow within minutes`);
console.log(JSON.stringify({ sessions: ids.length, written }));
