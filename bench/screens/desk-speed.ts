/** How fast the console is with a full desk: keys, opening, a customer's words, memory, a long list. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { composerOf } from "../../test/browser/support/desk.ts";
import { eventually, type RunningEngine } from "../../test/support/engine.ts";
import { type Figure, percentile } from "../figures.ts";
import { type Customers, type FullDesk, fullDesk, inTurns } from "./full-desk.ts";

/** Smaller ones try whether the bench runs; figures are of these. */
const OPEN_CONVERSATIONS = Number(process.env.OPEN ?? 200);
const MESSAGES = Number(process.env.MESSAGES ?? 2_000);
const TYPED = "您好，我帮您查一下这个订单现在到哪里了 please wait a moment";
const ROUNDS = 6;
const OPENINGS = 60;
const ARRIVALS = 60;
const BIG_LIST = Number(process.env.ROWS ?? 500);
const SCROLL_STEP_PX = 400;
const MIB = 1024 * 1024;

const PROBE = readFileSync(join(import.meta.dirname, "page-probe.js"), "utf8");

/** Asks the probe in the page. */
const probe = <T>(page: Page, call: string, ...given: readonly (string | number)[]): Promise<T> =>
  page.evaluate(`probe.${call}(${given.map((one) => JSON.stringify(one)).join(", ")})`) as Promise<T>;
const keysOf = (page: Page): Promise<number[]> => probe(page, "keys.splice", 0);

const figures = (subject: string, values: readonly number[], wanted: number): Figure[] => [
  { bench: "screens", subject: `${subject}, p50`, unit: "ms", values: [percentile(values, 0.5)] },
  { bench: "screens", subject: `${subject}, p95`, unit: "ms", values: [percentile(values, 0.95)], note: `wanted ≤ ${wanted} ms` },
];

async function typing(page: Page): Promise<number[]> {
  await keysOf(page);
  for (let round = 0; round < ROUNDS; round++) {
    await composerOf(page).focus();
    for (const letter of TYPED) await page.keyboard.press(/[a-z]/.test(letter) ? letter : "x", { delay: 20 });
    await composerOf(page).fill("");
  }
  return keysOf(page);
}

/** Back and forth between conversations that have been open before. */
async function openings(page: Page, desk: FullDesk): Promise<number[]> {
  const shown = await probe<string[]>(page, "rows");
  const some = shown.filter((id) => desk.conversations.includes(id)).slice(0, 8);
  const open = (id: string): Promise<number> => probe(page, "open", id, `第 ${desk.conversations.indexOf(id)} 位`);
  for (const id of some) await open(id);
  const times: number[] = [];
  for (let count = 0; count < OPENINGS; count++) times.push(await open(some[count % some.length] ?? ""));
  return times;
}

async function arrivals(page: Page, desk: FullDesk, customers: Customers): Promise<number[]> {
  const open = new URL(page.url()).hash.split("/").at(-1) ?? "";
  const customer = desk.conversations.indexOf(open);
  const times: number[] = [];
  for (let count = 0; count < ARRIVALS; count++) {
    const words = `到了没有 ${count}。`;
    const seen = probe<number>(page, "painted", words);
    const from = performance.timeOrigin + performance.now();
    await customers.say(customer, words);
    times.push((await seen) - from);
  }
  return times;
}

/** Script heap after a collection, and the page's process as the system counts it, MiB. */
async function memory(page: Page, browser: Browser): Promise<{ heap: number; process: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { processInfo } = await (await browser.newBrowserCDPSession()).send("SystemInfo.getProcessInfo");
  const anonymous = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0));
  return { heap: usedSize / MIB, process: Math.max(...anonymous) / 1024 };
}

async function scrolled(page: Page): Promise<{ rows: number; frames: number[] }> {
  await page.locator(".inbox-tab").nth(2).click();
  await page.locator(".conversation-row").first().waitFor();
  await eventually(async () => (await probe<number>(page, "toEnd")) >= BIG_LIST, "the whole list is loaded", 60_000);
  return probe(page, "scroll", SCROLL_STEP_PX);
}

export async function deskSpeed(engine: RunningEngine, browser: Browser, customers: Customers): Promise<Figure[]> {
  const desk = await fullDesk(engine, browser, customers, OPEN_CONVERSATIONS);
  const { page } = desk;
  await page.evaluate(PROBE);
  await page.locator("a.conversation-row").first().click();
  await page.locator(".timeline .turn").first().waitFor();
  const opened = await openings(page, desk);
  const typed = await typing(page);
  const arrived = await arrivals(page, desk, customers);
  await inTurns(MESSAGES, async (index) => void (await customers.say(index % OPEN_CONVERSATIONS, `还有一个问题 ${index}`)));
  const last = `最后一句 ${MESSAGES}`;
  const seen = probe<number>(page, "painted", last);
  await customers.say(desk.conversations.indexOf(new URL(page.url()).hash.split("/").at(-1) ?? ""), last);
  await seen;
  const typedLater = await typing(page);
  const { heap, process } = await memory(page, browser);
  await inTurns(BIG_LIST - OPEN_CONVERSATIONS, async (index) => void (await customers.say(OPEN_CONVERSATIONS + index, `第 ${index} 位路过`)));
  const scroll = await scrolled(page);
  await desk.context.close();
  const plain = (subject: string, value: number, unit: string, note: string): Figure => ({ bench: "screens", subject, unit, values: [value], note });
  return [
    ...figures(`key → pixel, ${OPEN_CONVERSATIONS} conversations open`, typed, 50),
    ...figures(`the same after ${MESSAGES} messages`, typedLater, 50),
    ...figures("conversation that was open before → its words", opened, 80),
    ...figures("customer's message → agent's screen", arrived, 250),
    plain("script heap after all that", heap, "MiB", "wanted < 250 MiB"),
    plain("the page's own process (RssAnon)", process, "MiB", ""),
    plain(`rows in the page while ${BIG_LIST} are scrolled`, scroll.rows, "rows", ""),
    ...figures(`frame while ${BIG_LIST} are scrolled`, scroll.frames, 50),
  ];
}
