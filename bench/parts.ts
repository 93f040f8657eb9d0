/** `node bench/parts.ts [FOLDER]`: POST /v1/message until it is durable, by the one file in one process and in two, taking turns. Run it on a quiet machine, after `npm run binary`. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../scripts/build.ts";
import { byOneFile, EngineProcess, freePort } from "../scripts/chaos/engine-process.ts";
import { median } from "./figures.ts";
import { load } from "./load.ts";

const ROUNDS = 3;
const SECONDS = 5;
const WARM_UP_S = 3;
const CONNECTIONS = 64;
const CUSTOMERS = 1_000;
const QUICK_ANSWERS = 10;
const QUICK_MS = 100;
const WORKERS = [1, 2] as const;
const base = process.argv[2] ?? tmpdir();

/** Right after the start each process's thread belongs to the model for about a second; health is asked until several answers in a row are quick. */
async function modelIsWarm(url: string): Promise<void> {
  for (let quick = 0; quick < QUICK_ANSWERS; ) {
    const asked = performance.now();
    await (await fetch(`${url}/v1/health`)).arrayBuffer();
    quick = performance.now() - asked < QUICK_MS ? quick + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, QUICK_MS));
  }
}

async function once(workers: number): Promise<{ perSecond: number; p99Ms: number; failed: number }> {
  const dataDir = await mkdtemp(join(base, "kefu-parts-"));
  const port = await freePort();
  const engine = new EngineProcess(dataDir, port, byOneFile(join(ROOT, "dist/kefu"), dataDir, port, workers));
  await engine.start();
  const run = randomUUID().slice(0, 8);
  const headers = { authorization: `Bearer ${(await engine.demo()).apiKey}` };
  const send = (seconds: number, from: number) =>
    load({
      url: `${engine.url}/v1/message`,
      seconds,
      connections: CONNECTIONS,
      headers,
      body: (n) => JSON.stringify({ from: { id: `c-${n % CUSTOMERS}` }, text: `第${n}条：我的快递到哪里了？`, externalId: `${run}-${from + n}` }),
    });
  try {
    await modelIsWarm(engine.url);
    await send(WARM_UP_S, 0);
    return await send(SECONDS, 10_000_000);
  } finally {
    await engine.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const seen = new Map<number, number[]>(WORKERS.map((workers) => [workers, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const workers of round % 2 === 0 ? WORKERS : [...WORKERS].reverse()) {
    const { perSecond, p99Ms, failed } = await once(workers);
    seen.get(workers)?.push(perSecond);
    console.log(`${workers} process${workers === 1 ? "" : "es"}: ${Math.round(perSecond)} msg/s, p99 ${Math.round(p99Ms)} ms, ${failed} failed`);
  }
}
const [one, two] = WORKERS.map((workers) => median(seen.get(workers) ?? []));
console.log(JSON.stringify({ one, two, ratio: (two ?? Number.NaN) / (one ?? Number.NaN) }));
