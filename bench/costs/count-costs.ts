/** Traffic through the counted worker, and what each kind of it used: for the cost page and its test. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { buildWorker } from "../../scripts/build.ts";
import { demoOf } from "../../scripts/engine/demo.ts";
import { startEngine } from "../../scripts/engine/engine.ts";
import { secretsIn } from "../../scripts/engine/secrets.ts";
import { ROOT } from "../../scripts/root.ts";
import type { Counts } from "./counts.ts";
import { NAMES } from "./prices.ts";

export const SUBJECTS = ["first message", "message", "reply", "report", "minute"] as const;
export type Subject = (typeof SUBJECTS)[number];
/** Operations of one of each kind; of what reports take of one conversation that changed; of the cron's minute, of one minute in which nothing did. */
export type Costs = Record<Subject, Counts>;

const BUNDLE = join(ROOT, "dist/costs/index.js");
/** Longest that what follows a message is waited for, ms. */
const PATIENCE_MS = 120_000;
/** Longer than any of the sessions' delays before they tell the lists while messages do not pour in, ms. */
const QUIET_MS = 6_000;
/** Between two requests, ms: twenty within 200 ms would count as a flood, in which lists are told 8 s later. */
const BETWEEN_MS = 25;
const LOOK_EVERY_MS = 500;
const WORDS = ["你好，我的订单到哪了？", "我要退货，运费谁出？", "How do I change my address?", "谢谢"] as const;

interface Home {
  url: string;
  key: string;
}

async function ask<T>({ url, key }: Home, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(url + path, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Until nothing was counted for a while: everything that follows from what came in has been done. */
async function atRest(home: Home): Promise<Counts> {
  const end = Date.now() + PATIENCE_MS;
  let before = "";
  for (let since = Date.now(); Date.now() - since < QUIET_MS; await pause(LOOK_EVERY_MS)) {
    if (Date.now() > end) throw new Error("the engine never came to rest");
    const now = JSON.stringify(await ask<Counts>(home, "/counted"));
    if (now !== before) since = Date.now();
    before = now;
  }
  return JSON.parse(before) as Counts;
}

const each = (counts: Counts, times: number): Counts => Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, n / times])) as unknown as Counts;

const less = (a: Counts, b: Counts): Counts => Object.fromEntries(NAMES.map((name) => [name, Math.max(0, a[name] - b[name])])) as unknown as Counts;

async function during(home: Home, times: number, work: (n: number) => Promise<unknown>): Promise<Counts> {
  await ask(home, "/counted", {});
  for (let n = 0; n < times; n++) {
    await work(n);
    await pause(BETWEEN_MS);
  }
  return each(await atRest(home), times);
}

async function countAt(home: Home, customers: number): Promise<Costs> {
  const conversations: string[] = [];
  const say = async (person: number, n: number): Promise<void> => {
    const message = { from: { id: `cost-${person}`, name: `Person ${person}` }, text: WORDS[n % WORDS.length], externalId: `m-${n}` };
    conversations[person] = (await ask<{ conversationId: string }>(home, "/v1/message", message)).conversationId;
  };
  const minute = async (): Promise<Counts> => {
    await atRest(home);
    await ask(home, "/counted", {});
    return ask<Counts>(home, "/counted/minute", {});
  };
  // What the demo left to do: vectors of its articles, which the first question reads, and facts for reports.
  await minute();
  await say(customers, 0);
  await minute();
  const first = await during(home, customers, (person) => say(person, 0));
  // Everybody writes once before anybody writes again, as a shop's customers do: few messages share a telling of the lists.
  const message = await during(home, customers * (WORDS.length - 1), (n) => say(n % customers, 1 + Math.floor(n / customers)));
  const reply = await during(home, customers, (person) =>
    ask(home, `/v1/conversations/${conversations[person]}/replies`, { parts: [{ type: "text", text: "您的订单今天发货。" }] }),
  );
  const changed = await minute();
  const idle = await minute();
  return { "first message": first, message, reply, report: each(less(changed, idle), customers), minute: idle };
}

export async function countCosts(customers: number): Promise<Costs> {
  await buildWorker(join(ROOT, "bench/costs/counted-worker.ts"), BUNDLE);
  const dataDir = await mkdtemp(join(tmpdir(), "kefu-costs-"));
  const secrets = await secretsIn(dataDir);
  const engine = await startEngine({ dataDir, port: 0, secrets, bundle: BUNDLE });
  try {
    const { apiKey } = await demoOf(dataDir, engine.url, secrets.ADMIN_SECRET);
    return await countAt({ url: engine.url, key: apiKey }, customers);
  } finally {
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
