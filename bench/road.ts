/** Signed WeChat webhook (AES) → durable → frame on the agent's socket, at fixed rates: how long the agent waits for the words. */
import { ring } from "../test/support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../test/support/fake-platforms/wechat_oa.ts";
import { agentAtWork, onTurns, take } from "./agent-at-work.ts";
import { type Storage, startOurs, storages } from "./engines.ts";
import { type Figure, percentile } from "./figures.ts";

const CUSTOMERS = 50;
/** Webhooks a second: what the origin of this project claims of a core, and what is wanted. */
const RATES = [250, 500];
const SECONDS = 10;
/** In one process, and in two as `npm start -- --workers 2` runs it: this machine has two cores. */
const PROCESSES = [1, 2] as const;
/** One run that is not counted: the engine compiles what it runs often. */
const WARM_UP_S = 2;
const RUNS = 3;
const TICK_MS = 10;
const LAST_WORDS_MS = 10_000;

interface Way {
  agent: Awaited<ReturnType<typeof agentAtWork>>;
  hook: string;
  platform: Awaited<ReturnType<typeof startWechatOa>>;
}

export async function road(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const storage of storages()) for (const processes of PROCESSES) figures.push(...(await onStorage(storage, processes)));
  return figures;
}

async function onStorage(storage: Storage, processes: (typeof PROCESSES)[number]): Promise<Figure[]> {
  const engine = await startOurs(storage, processes === 1 ? undefined : processes);
  const platform = await startWechatOa();
  try {
    const agent = await agentAtWork(engine, CUSTOMERS + 10);
    const account = await agent.call("POST", "/v1/channels", { kind: "wechat_oa", name: "bench", config: platform.config, baseUrl: platform.baseUrl });
    const way: Way = { agent, hook: String(account.webhookUrl), platform };
    for (let n = 0; n < CUSTOMERS; n++) await ring(way.hook, await platform.say(`o-${n}`, `开始 ${n} 转人工`));
    await takeAll(agent);
    await oneRun(way, "warm", RATES[0] ?? 0, WARM_UP_S);
    const figures: Figure[] = [];
    for (const rate of RATES) figures.push(...(await atRate(way, rate, `${storage}, ${processes === 1 ? "one process" : `${processes} processes`}`)));
    return figures;
  } finally {
    await platform.close();
    await engine.end();
  }
}

async function atRate(way: Way, rate: number, where: string): Promise<Figure[]> {
  const figure = (subject: string, unit: string): Figure => ({ bench: `road at ${rate}/s, ${where}`, subject, unit, values: [] });
  const [p50, mean, p99, lost] = [figure("p50", "ms"), figure("mean", "ms"), figure("p99", "ms"), figure("never shown", "msg")];
  for (let round = 0; round < RUNS; round++) {
    const times = await oneRun(way, `r${rate}-${round}`, rate, SECONDS);
    p50.values.push(percentile(times, 0.5));
    mean.values.push(times.reduce((sum, ms) => sum + ms, 0) / times.length);
    p99.values.push(percentile(times, 0.99));
    lost.values.push(rate * SECONDS - times.length);
  }
  return [p50, mean, p99, lost];
}

async function takeAll(agent: Way["agent"]): Promise<void> {
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

/** ms from each webhook to its words on the agent's socket. */
async function oneRun({ agent, hook, platform }: Way, run: string, rate: number, seconds: number): Promise<number[]> {
  const total = rate * seconds;
  const keyOf = (n: number): string => `${run} m${n}`;
  const requests = await Promise.all(Array.from({ length: total }, (_, n) => platform.say(`o-${n % CUSTOMERS}`, `${keyOf(n)} 请问什么时候发货`)));
  const sentAt = new Map<string, number>();
  const times: number[] = [];
  onTurns(agent, (text, at) => {
    const key = /^\S+ m\d+/.exec(text)?.[0];
    const from = key === undefined ? undefined : sentAt.get(key);
    if (key === undefined || from === undefined) return;
    sentAt.delete(key);
    times.push(at - from);
  });
  const started = performance.now();
  const flights: Promise<unknown>[] = [];
  for (let n = 0; n < total; ) {
    for (const due = Math.min(total, Math.ceil(((performance.now() - started) / 1_000) * rate)); n < due; n++) {
      const request = requests[n];
      if (!request) continue;
      sentAt.set(keyOf(n), performance.now());
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
