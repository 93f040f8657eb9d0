/**
 * `npm run soak -- --hours H [--rate R] [--lanes N] [--dir FOLDER] [--out FOLDER] [--max-rss MB] [--engine FILE [--workers N]]`: hours of mixed traffic on all channels and
 * sockets against the real engine, parts failing and healing on the way. Memory, open files and latency are sampled, drawn into soak.svg and
 * tested for a trend (scripts/soak/trend.ts). The last line is JSON; the exit code is 1 when something rises, the engine grew beyond its
 * limit, the ledger does not balance, a message that was acknowledged is missing from it, or one read back is lost,
 * doubled or out of order. A message that nobody takes for ten minutes ends it.
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { FAKE_PLATFORMS } from "../test/support/fake-platforms/all.ts";
import { ASSETS, buildWorker, ROOT } from "./build.ts";
import { judge, storedBy } from "./chaos/count.ts";
import { byOneFile, byScript, EngineProcess, freePort } from "./chaos/engine-process.ts";
import { byApi, bySocialPlatform, byWebsocket } from "./chaos/senders.ts";
import { D1_REFUSES, EACH_VISITOR, FAIR, KV_REFUSES, QUEUES_REFUSE, SESSIONS_REFUSE, SESSIONS_SLOW, SETTLE_PATIENCE_MS } from "./chaos/weather.ts";
import { plotSoak, type Sample } from "./soak/plot.ts";
import { resourcesOf } from "./soak/process-tree.ts";
import { type Kind, runTraffic } from "./soak/traffic.ts";
import { trendOf } from "./soak/trend.ts";

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "2" },
    rate: { type: "string", default: "300" },
    lanes: { type: "string", default: "64" },
    dir: { type: "string" },
    out: { type: "string", default: "dist/soak" },
    "max-rss": { type: "string", default: "400" },
    /** the one file; parts fail only in one that was made with the faulty worker, see scripts/chaos.ts */
    engine: { type: "string" },
    workers: { type: "string", default: "1" },
  },
});
const HOUR_MS = 3_600_000;
const MB = 1024 * 1024;
const EACH = 40;
/** Fair weather, then something fails, over and over. */
const FAIR_MS = 40_000;
const FOUL_MS = 20_000;
const MOST_SAMPLES = 2_000;
const SAMPLE_LEAST_MS = 2_000;
const SHOW_MS = 30_000;
/** Caches fill and pools grow at first: no trend of that is looked at. */
const WARM_UP = 0.2;
/** Rises below these shares of the median over the run are no matter. */
const LEAST_RISE = { engineRss: 0.05, handles: 0.05, p99: 0.2 };
/** Up to so many messages everything is read back and counted one by one as well. */
const READ_BACK = 50_000;

const FOUL = [SESSIONS_SLOW, SESSIONS_REFUSE, D1_REFUSES, KV_REFUSES, QUEUES_REFUSE];

const durationMs = Number(values.hours) * HOUR_MS;
const rate = Number(values.rate);
if (!(durationMs > 0 && rate > 0)) {
  console.error("--hours and --rate: numbers above 0");
  process.exit(2);
}

const dataDir = values.dir ?? (await mkdtemp(join(tmpdir(), "kefu-soak-")));
const bundle = join(ROOT, "dist/chaos/index.js");
await mkdir(ASSETS, { recursive: true });
await mkdir(values.out, { recursive: true });
await buildWorker(join(ROOT, "scripts/chaos/faulty-worker.ts"), bundle);
const port = await freePort();
const workers = Number(values.workers);
const command = values.engine === undefined ? byScript(dataDir, port, bundle) : byOneFile(resolve(values.engine), dataDir, port, workers);
const engine = new EngineProcess(dataDir, port, command, workers);
await engine.start();
const { apiKey, tenant } = await engine.demo();
const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
  const answer = await fetch(engine.url + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
};

const platforms = await Promise.all(Object.values(FAKE_PLATFORMS).map((start) => start()));
const kinds: Kind[] = [
  { kind: "api", senderOf: byApi(engine.url, apiKey), each: EACH },
  { kind: "web", senderOf: byWebsocket(engine.url, tenant), each: EACH_VISITOR },
];
/** Their first words are acknowledged and must be stored as well. */
let probed = 0;
for (const platform of platforms) {
  const draft = { kind: platform.kind, name: platform.kind, config: platform.config, baseUrl: platform.baseUrl };
  const { webhookUrl } = await api<{ webhookUrl?: string }>("POST", "/v1/channels", draft);
  if (webhookUrl === undefined) continue;
  const senderOf = bySocialPlatform(platform, webhookUrl);
  // A kind whose fake customer cannot simply say something by webhook takes no part.
  const takes = await (await senderOf(`${platform.kind}-7000000`)).message("你好").then(
    (attempt) => attempt(),
    () => false,
  );
  if (!takes) continue;
  probed += 1;
  kinds.push({ kind: platform.kind, senderOf, each: EACH });
}
console.log(`${rate}/s for ${values.hours} h over ${kinds.map(({ kind }) => kind).join(", ")}`);

const started = Date.now();
const samples: Sample[] = [];
const people = new Map<string, number[]>();
let weather = "fair";
let latencies: number[] = [];
let acknowledged = 0;
const at = (sorted: readonly number[], share: number): number | null => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

/** Drawn and written as it goes: a run that is broken off has shown something as well. */
const show = async (): Promise<void> => {
  plotSoak(join(values.out, "soak.svg"), samples, `${rate}/s for ${values.hours} h, ${acknowledged} messages acknowledged`);
  await writeFile(join(values.out, "samples.json"), JSON.stringify(samples));
};

async function sample(): Promise<void> {
  if (engine.pid === null) return;
  const sorted = latencies.sort((a, b) => a - b);
  latencies = [];
  const isFair = weather === "fair";
  samples.push({
    at: (Date.now() - started) / 1_000,
    weather,
    ...(await resourcesOf(engine.pid)),
    p50: isFair ? at(sorted, 0.5) : null,
    p99: isFair ? at(sorted, 0.99) : null,
    acknowledged,
  });
}

async function changeWeather(): Promise<void> {
  for (let turn = 0; Date.now() < started + durationMs; turn++) {
    await new Promise((resolve) => setTimeout(resolve, FAIR_MS));
    const [name, faults] = FOUL[turn % FOUL.length] ?? FAIR;
    if (Date.now() + FOUL_MS > started + durationMs) return;
    if (!(await engine.misbehave(faults))) continue;
    weather = name;
    await new Promise((resolve) => setTimeout(resolve, FOUL_MS));
    await engine.misbehave({});
    weather = "fair";
    latencies = [];
  }
}

const sampling = setInterval(() => void sample(), Math.max(SAMPLE_LEAST_MS, durationMs / MOST_SAMPLES));
const showing = setInterval(() => void show(), SHOW_MS);
const storms = changeWeather();
const totals = await runTraffic({
  kinds,
  rate,
  lanes: Number(values.lanes),
  until: started + durationMs,
  acknowledged: (customer, n, ms) => {
    acknowledged += 1;
    // Hours of names would be memory of our own: they are kept while everything can still be read back.
    if (acknowledged <= READ_BACK) people.set(customer, [...(people.get(customer) ?? []), n]);
    latencies.push(ms);
  },
});
clearInterval(sampling);
clearInterval(showing);
const sent = totals.sent + probed;
await storms;
await engine.misbehave({});

interface Ledger {
  inbound: { accepted: number; stored: number; delivered: number; parked: number };
  balanced: boolean;
}
/** Lists lag by seconds, kept messages by a minute: the ledger is asked until it has come to rest. */
async function settled(): Promise<Ledger> {
  const until = Date.now() + SETTLE_PATIENCE_MS;
  for (;;) {
    const ledger = await api<Ledger>("GET", "/v1/reports/ledger");
    if ((ledger.balanced && ledger.inbound.parked === 0 && ledger.inbound.stored >= sent) || Date.now() > until) return ledger;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
const ledger = await settled();
const verdict =
  totals.sent <= READ_BACK
    ? judge(
        [...people].map(([name, numbers]) => ({ name, acknowledged: numbers })),
        await storedBy(engine.url, apiKey),
      )
    : null;
await engine.kill();
await Promise.all(platforms.map((platform) => platform.close()));
if (values.dir === undefined) await rm(dataDir, { recursive: true, force: true });

const steady = samples.slice(Math.floor(samples.length * WARM_UP));
const trends = {
  engineRss: trendOf(
    steady.map(({ engineRss }) => engineRss),
    LEAST_RISE.engineRss,
  ),
  handles: trendOf(
    steady.map(({ handles }) => handles),
    LEAST_RISE.handles,
  ),
  p99: trendOf(
    steady.flatMap(({ p99 }) => p99 ?? []),
    LEAST_RISE.p99,
  ),
};
const mostRss = Math.round(Math.max(0, ...samples.map(({ engineRss }) => engineRss)) / MB);
await show();
const lost = Math.max(0, sent - ledger.inbound.stored);
const wrong = verdict ? { lost: verdict.lost, duplicated: verdict.duplicated, "out of order": verdict.outOfOrder } : {};
const failures = [
  ...Object.entries(trends).flatMap(([name, trend]) => (trend.rising ? [`${name} rises by ${(100 * trend.share).toFixed(1)} %`] : [])),
  ...(mostRss > Number(values["max-rss"]) ? [`the engine took ${mostRss} MB`] : []),
  ...(ledger.balanced ? [] : ["the ledger does not balance"]),
  ...(lost > 0 ? [`${lost} acknowledged messages are not stored`] : []),
  ...Object.entries(wrong).flatMap(([name, count]) => (count > 0 ? [`read back: ${count} ${name}`] : [])),
];
for (const failure of failures) console.error(failure);
console.log(JSON.stringify({ ...totals, sent, acknowledged, lost, mostRssMb: mostRss, ledger, trends, ...(verdict ? { readBack: verdict } : {}), failures }));
process.exit(failures.length === 0 ? 0 : 1);
