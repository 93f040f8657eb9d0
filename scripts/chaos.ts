/**
 * `npm run chaos -- --messages N --kills K [--dir FOLDER] [--seed S] [--engine FILE [--workers N]]`: the real engine under load while it is killed, its parts refuse,
 * stall and lose answers, and webhooks come twice and swapped. Afterwards everything that was acknowledged is counted.
 * `--engine dist/kefu` kills the one file, and with several workers every other time only one of them; its parts misbehave only when it was made
 * with the faulty worker (`npm run binary -- --bundle dist/chaos/index.js --out dist/kefu-faulty`).
 * The last line is JSON; the exit code is 1 unless nothing was lost, doubled or out of order.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { FakePlatform } from "../test/support/fake-platforms/fake-platform.ts";
import { startTelegram } from "../test/support/fake-platforms/telegram.ts";
import { startWechatOa } from "../test/support/fake-platforms/wechat_oa.ts";
import { seeded } from "../test/support/seeded.ts";
import { ASSETS, buildWorker, ROOT } from "./build.ts";
import { runCampaign } from "./chaos/campaign.ts";
import { judge, storedBy, type Verdict } from "./chaos/count.ts";
import { byOneFile, byScript, EngineProcess, freePort } from "./chaos/engine-process.ts";
import { byApi, bySocialPlatform, byWebsocket } from "./chaos/senders.ts";
import {
  D1_REFUSES,
  EACH_VISITOR,
  FAIR,
  KV_REFUSES,
  QUEUES_REFUSE,
  SESSIONS_AND_KV_DOWN,
  SESSIONS_REFUSE,
  SESSIONS_SLOW,
  SETTLE_PATIENCE_MS,
} from "./chaos/weather.ts";

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "5000" },
    kills: { type: "string", default: "3" },
    dir: { type: "string" },
    seed: { type: "string", default: "1" },
    engine: { type: "string" },
    workers: { type: "string", default: "1" },
    lanes: { type: "string", default: "64" },
  },
});
const messages = Number(values.messages);
const kills = Number(values.kills);

/** Messages of one customer; a visitor sends fewer. */
const EACH = 60;
const LOOK_AGAIN_MS = 2_000;

/** So many messages before a kill something else fails as well, and the kill strikes amid it. For longer, the refused attempts would be most of the run. */
const FOUL_MESSAGES = 250;
/** One after the other. */
const WEATHER = [SESSIONS_SLOW, SESSIONS_REFUSE, KV_REFUSES, D1_REFUSES, QUEUES_REFUSE, SESSIONS_AND_KV_DOWN, FAIR];

async function account(url: string, key: string, platform: FakePlatform): Promise<string> {
  const body = JSON.stringify({ kind: platform.kind, name: platform.kind, config: platform.config, baseUrl: platform.baseUrl });
  const answer = await fetch(`${url}/v1/channels`, { method: "POST", headers: { authorization: `Bearer ${key}`, "content-type": "application/json" }, body });
  const made = (await answer.json()) as { webhookUrl?: string };
  if (made.webhookUrl === undefined) throw new Error(`no account: ${JSON.stringify(made)}`);
  return made.webhookUrl;
}

/** What was acknowledged by the fallback store reaches its session within the minute's cron at the latest. */
async function settledVerdict(url: string, key: string, people: Parameters<typeof judge>[0]): Promise<Verdict> {
  const until = Date.now() + SETTLE_PATIENCE_MS;
  for (;;) {
    const verdict = judge(people, await storedBy(url, key));
    if (verdict.lost === 0 || Date.now() > until) return verdict;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

const dataDir = values.dir ?? (await mkdtemp(join(tmpdir(), "kefu-chaos-")));
const bundle = join(ROOT, "dist/chaos/index.js");
// No screen is looked at: an empty folder of assets will do.
await mkdir(ASSETS, { recursive: true });
await buildWorker(join(ROOT, "scripts/chaos/faulty-worker.ts"), bundle);
const port = await freePort();
const workers = Number(values.workers);
const command = values.engine === undefined ? byScript(dataDir, port, bundle) : byOneFile(resolve(values.engine), dataDir, port, workers);
const engine = new EngineProcess(dataDir, port, command, workers);
await engine.start();
const demo = await engine.demo();
const platforms = [await startWechatOa(), await startTelegram()];
const kinds = await Promise.all(
  platforms.map(async (platform) => ({ kind: platform.kind, senderOf: bySocialPlatform(platform, await account(engine.url, demo.apiKey, platform)) })),
);

const chance = seeded(Number(values.seed));
const started = performance.now();
let killed = 0;
let storm: Promise<void> = Promise.resolve();
const seconds = (): number => Math.round((performance.now() - started) / 1_000);

async function change(): Promise<void> {
  const [name, faults] = WEATHER[killed % WEATHER.length] ?? FAIR;
  if (await engine.misbehave(faults)) console.log(`${seconds()} s  ${name}`);
}

async function kill(): Promise<void> {
  const one = workers > 1 && killed % 2 === 1;
  if (one) {
    await engine.killPart(killed >> 1);
    await engine.misbehave({});
  } else {
    await engine.kill();
    await engine.start();
  }
  killed += 1;
  console.log(`${seconds()} s  kill ${killed}${one ? " of one part" : ""}`);
}

/** What happens at which number of acknowledged messages, in order. */
const between = messages / (kills + 1);
const plan = Array.from({ length: kills }, (_, at) => [
  { at: (at + 1) * between - Math.min(FOUL_MESSAGES, between / 2), happens: change },
  { at: (at + 1) * between, happens: kill },
]).flat();

const totals = await runCampaign({
  messages,
  lanes: Number(values.lanes),
  each: EACH,
  kinds: [
    ...kinds,
    { kind: "api", senderOf: byApi(engine.url, demo.apiKey) },
    { kind: "web", senderOf: byWebsocket(engine.url, demo.tenant), each: EACH_VISITOR },
  ],
  chance,
  progressed: (acknowledged) => {
    if (acknowledged % 1_000 === 0) console.log(`${seconds()} s  ${acknowledged} acknowledged`);
    for (let next = plan[0]; next && acknowledged >= next.at; next = plan[0]) {
      plan.shift();
      storm = storm.then(next.happens);
    }
  },
});
await storm;
const sendingSeconds = seconds();
await engine.kill();
await engine.start();
const verdict = await settledVerdict(engine.url, demo.apiKey, totals.people);
await engine.kill();
await Promise.all(platforms.map((platform) => platform.close()));
if (values.dir === undefined) await rm(dataDir, { recursive: true, force: true });
console.log(
  `${totals.people.length} customers, ${totals.attempts} attempts, ${killed} kills and one at the end, ${sendingSeconds} s sending, ${seconds()} s in all`,
);
console.log(JSON.stringify({ sent: totals.sent, acknowledged: totals.acknowledged, ...verdict }));
process.exit(verdict.lost + verdict.duplicated + verdict.outOfOrder === 0 ? 0 : 1);
