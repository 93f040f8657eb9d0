/**
 * What looking ahead while a visitor types is worth: the questions of the authored articles are typed into widgets' sockets as the widget
 * sends drafts (at once, then once a second, at a usual typing speed; waiting times cut short), and the engine says how often the article
 * that came first had been prepared. `at once` = Enter follows the last key; `after a pause` = the whole draft had gone along before.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../scripts/root.ts";
import { openTab, type Tab } from "../test/support/agent-socket.ts";
import { eventually } from "../test/support/engine.ts";
import { type AgentAtWork, agentAtWork, take } from "./agent-at-work.ts";
import { type BenchEngine, startOurs } from "./engines.ts";
import { type Figure, percentile } from "./figures.ts";
import { suggestionTimes } from "./suggestion-times.ts";

const WAYS = ["not typed", "sent at once", "sent after a pause"] as const;
type Way = (typeof WAYS)[number];

/** Visitors of one way; each says so much: an engine takes 20 messages a minute of one. */
const VISITORS = 3;
const MESSAGES = 16;
const WARM_UP = 2;
/** Keys a second, and keys for a Chinese character through pinyin. */
const KEYS_PER_S = 5;
const KEYS_PER_HAN = 2.6;
/** Between drafts, in place of the widget's second: long enough for the engine to have looked. ms */
const DRAFT_PAUSE_MS = 250;
const PATIENCE_MS = 5_000;
const EMBED_PATIENCE_MS = 120_000;

interface Article {
  id: string;
  title: string;
  body: string;
  language: string;
  questions: string[];
}

/** The drafts that the widget sends while a text is typed. */
function draftsOf(text: string, way: Way): string[] {
  if (way === "not typed") return [];
  let [typedS, next] = [0, 0];
  const drafts: string[] = [];
  for (const [at, char] of [...text].entries()) {
    typedS += (/\p{Script=Han}/u.test(char) ? KEYS_PER_HAN : 1) / KEYS_PER_S;
    if (typedS < next) continue;
    drafts.push([...text].slice(0, at + 1).join(""));
    next = typedS + 1;
  }
  return way === "sent after a pause" && drafts.at(-1) !== text ? [...drafts, text] : drafts;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function fill(agent: AgentAtWork, engine: BenchEngine, articles: readonly Article[]): Promise<void> {
  const lines = articles.map(({ id, title, body, language }) => JSON.stringify({ id, title, body, language })).join("\n");
  const headers = { authorization: `Bearer ${engine.key}`, "content-type": "application/jsonl", "x-file-name": "articles.jsonl" };
  const answer = await fetch(`${engine.url}/v1/knowledge/import`, { method: "POST", headers, body: lines });
  if (!answer.ok) throw new Error(`import: ${answer.status} ${await answer.text()}`);
  // Confidences need the model's vectors: it has read the articles.
  const asked = articles.filter((_, at) => at % 10 === 0).map(({ title }) => title);
  await eventually(
    async () => {
      const found = await Promise.all(asked.map((q) => agent.call("GET", `/v1/knowledge/search?q=${encodeURIComponent(q)}`)));
      return found.every(({ hits }) => (hits as { confidence?: number }[])[0]?.confidence !== undefined);
    },
    "the articles are read by the model",
    EMBED_PATIENCE_MS,
  );
}

async function uses(engine: BenchEngine): Promise<Record<string, number>> {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  return Object.fromEntries([...text.matchAll(/^kefu_anticipated_total\{prepared="(\w+)"\} (\d+)/gm)].map(([, name = "", count]) => [name, Number(count)]));
}

async function visitor(engine: BenchEngine, agent: AgentAtWork, tenant: string): Promise<Tab> {
  const { token } = await agent.call("POST", "/v1/visitor/token", { tenant });
  const tab = await openTab(engine.url, "/v1/visitor/socket?since=0", String(token));
  tab.send({ t: "send", cid: "first", parts: [{ type: "text", text: "转人工" }] });
  const first = await tab.frame((frame) => frame.t === "ack", "the first words are kept");
  await take(agent, String(first.conversationId));
  return tab;
}

/** From sending to suggestions on the agent's socket, ms. */
async function asked(tab: Tab, times: ReadonlyMap<string, number>, { text, way, cid }: { text: string; way: Way; cid: string }): Promise<number> {
  for (const draft of draftsOf(text, way)) {
    tab.send({ t: "typing", on: true, text: draft });
    await pause(DRAFT_PAUSE_MS);
  }
  const from = performance.now();
  tab.send({ t: "send", cid, parts: [{ type: "text", text }] });
  const ack = await tab.frame((frame) => frame.t === "ack" && frame.cid === cid, "it is kept");
  while (!times.has(String(ack.id)) && performance.now() - from < PATIENCE_MS) await pause(1);
  return (times.get(String(ack.id)) ?? from + PATIENCE_MS) - from;
}

export async function anticipate(): Promise<Figure[]> {
  const articles = (await readFile(join(ROOT, "test/evaluation/data/articles.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Article);
  const questions = articles
    .flatMap((article) => article.questions)
    .filter((_, at, all) => at % Math.floor(all.length / (WAYS.length * VISITORS * MESSAGES)) === 0);
  const engine = await startOurs("tmpfs");
  const tabs: Tab[] = [];
  const figures: Figure[] = [];
  try {
    const agent = await agentAtWork(engine, WAYS.length * VISITORS + 1);
    await fill(agent, engine, articles);
    const times = suggestionTimes(agent);
    const { tenant } = await engine.process.demo();
    let next = 0;
    for (const way of WAYS) {
      const took: number[] = [];
      const before = await uses(engine);
      for (let n = 0; n < VISITORS; n++) {
        const tab = await visitor(engine, agent, tenant);
        tabs.push(tab);
        for (let m = 0; m < MESSAGES; m++) {
          const ms = await asked(tab, times, { text: questions[next++ % questions.length] ?? "", way, cid: `c${m}` });
          if (m >= WARM_UP) took.push(ms);
        }
      }
      const figure = (subject: string, value: number, unit: string): Figure => ({ bench: "anticipate", subject: `${way}: ${subject}`, unit, values: [value] });
      figures.push(figure("sent to suggestions p50", percentile(took, 0.5), "ms"), figure("sent to suggestions p99", percentile(took, 0.99), "ms"));
      if (way === "not typed") continue;
      const after = await uses(engine);
      const grown = (name: string): number => ((after[name] ?? 0) - (before[name] ?? 0)) / (VISITORS * MESSAGES);
      figures.push(
        figure("the article that came first was prepared", 100 * (grown("used") + grown("warm")), "% of messages"),
        figure("begun with what was prepared", 100 * grown("used"), "% of messages"),
      );
    }
    const medianOf = (way: Way): number => figures.find(({ subject }) => subject === `${way}: sent to suggestions p50`)?.values[0] ?? Number.NaN;
    for (const way of WAYS.slice(1)) {
      figures.push({ bench: "anticipate", subject: `${way}: median saved`, unit: "ms", values: [medianOf("not typed") - medianOf(way)] });
    }
    return figures;
  } finally {
    for (const tab of tabs) tab.close();
    await engine.end();
  }
}
