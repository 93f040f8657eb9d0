/** Signed WeChat webhook (AES) → durable → frame on the agent's socket, at a fixed rate: how long the agent waits for the words. */
import { ring } from "../test/support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../test/support/fake-platforms/wechat_oa.ts";
import { agentAtWork, onTurns, take } from "./agent-at-work.ts";
import { type Storage, startOurs, storages } from "./engines.ts";
import { type Figure, percentile } from "./figures.ts";

const CUSTOMERS = 50;
const PER_SECOND = 500;
const SECONDS = 10;
const RUNS = 3;
const TICK_MS = 10;
const LAST_WORDS_MS = 10_000;

export async function road(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const storage of storages()) figures.push(...(await onStorage(storage)));
  return figures;
}

async function onStorage(storage: Storage): Promise<Figure[]> {
  const bench = `road at ${PER_SECOND}/s, ${storage}`;
  const engine = await startOurs(storage);
  const platform = await startWechatOa();
  try {
    const agent = await agentAtWork(engine, CUSTOMERS + 10);
    const account = await agent.call("POST", "/v1/channels", { kind: "wechat_oa", name: "bench", config: platform.config, baseUrl: platform.baseUrl });
    const hook = String(account.webhookUrl);
    for (let n = 0; n < CUSTOMERS; n++) await ring(hook, await platform.say(`o-${n}`, `开始 ${n} 转人工`));
    await agent.tab.frame((frame) => (frame as { event?: { type: string } }).event?.type === "offered", "offers come");
    await takeAll(agent);
    const [p50, p99, mean] = ["p50", "p99", "mean"].map((subject): Figure => ({ bench, subject, unit: "ms", values: [] }));
    const lost: Figure = { bench, subject: "never shown", unit: "msg", values: [] };
    for (let round = 0; round < RUNS; round++) {
      const times = await oneRun(agent, hook, platform, round);
      p50?.values.push(percentile(times, 0.5));
      p99?.values.push(percentile(times, 0.99));
      mean?.values.push(times.reduce((sum, ms) => sum + ms, 0) / times.length);
      lost.values.push(PER_SECOND * SECONDS - times.length);
    }
    return [p50, mean, p99, lost].flatMap((figure) => figure ?? []);
  } finally {
    await platform.close();
    await engine.end();
  }
}

async function takeAll(agent: Awaited<ReturnType<typeof agentAtWork>>): Promise<void> {
  const taken = new Set<string>();
  while (taken.size < CUSTOMERS) {
    const offered = agent.tab.frames.flatMap((frame) => {
      const { event } = frame as { event?: { type: string; conversation?: { conversationId: string } } };
      return event?.type === "offered" && event.conversation && !taken.has(event.conversation.conversationId) ? [event.conversation.conversationId] : [];
    });
    for (const id of new Set(offered)) {
      await take(agent, id);
      taken.add(id);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

async function oneRun(
  agent: Awaited<ReturnType<typeof agentAtWork>>,
  hook: string,
  platform: Awaited<ReturnType<typeof startWechatOa>>,
  round: number,
): Promise<number[]> {
  const total = PER_SECOND * SECONDS;
  const requests = await Promise.all(Array.from({ length: total }, (_, n) => platform.say(`o-${n % CUSTOMERS}`, `r${round} m${n} 请问什么时候发货`)));
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  onTurns(agent, (text, at) => {
    const key = /^r\d+ m\d+/.exec(text)?.[0];
    const from = key === undefined ? undefined : sentAt.get(key);
    if (key === undefined || from === undefined) return;
    sentAt.delete(key);
    times.push(at - from);
  });
  const started = performance.now();
  const flights: Promise<unknown>[] = [];
  for (let n = 0; n < total; ) {
    for (const due = Math.min(total, Math.ceil(((performance.now() - started) / 1_000) * PER_SECOND)); n < due; n++) {
      const request = requests[n];
      if (!request) continue;
      sentAt.set(`r${round} m${n}`, performance.now());
      // One that is not answered in time is counted as never shown, unless it is.
      flights.push(ring(hook, request).catch(() => undefined));
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(flights);
  const until = performance.now() + LAST_WORDS_MS;
  while (times.length < total && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  return times;
}
