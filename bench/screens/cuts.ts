/** Sockets cut at random, on both sides of the counter, while words go to and fro: what is missed, doubled or out of order afterwards. */
import type { Browser, Page } from "playwright-core";
import { newPerson } from "../../test/browser/support/browser.ts";
import { chatOn, conversationWith, keptWords } from "../../test/browser/support/chat.ts";
import { signIn } from "../../test/browser/support/desk.ts";
import { eventually, type RunningEngine } from "../../test/support/engine.ts";
import { seeded } from "../../test/support/seeded.ts";
import type { Figure } from "../figures.ts";
import { type CuttingProxy, cuttingProxy } from "./cutting-proxy.ts";

/** Cuts in all, shared by four customers and one agent's two tabs. */
const CUTS = Number(process.env.CUTS ?? 1_000);
const CUSTOMERS = 4;
const TABS = 2;
/** A visitor may say 20 things a minute. ms */
const SPEAKS_EVERY_MS = 4_000;
const ANSWERS_EVERY_MS = 700;
/** A busy machine is slow, not wrong. ms */
const PATIENCE_MS = 180_000;
const PROGRESS_EVERY_MS = 10_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Talk {
  id: string;
  page: Page;
  chat: ReturnType<typeof chatOn>;
  said: string[];
  answered: string[];
}

const lost = (wanted: readonly string[], shown: readonly string[]): number => wanted.filter((words) => !shown.includes(words)).length;
const doubled = (shown: readonly string[]): number => shown.length - new Set(shown).size;
function disordered(wanted: readonly string[], shown: readonly string[]): number {
  const places = shown.map((words) => wanted.indexOf(words)).filter((place) => place >= 0);
  return places.filter((place, index) => index > 0 && place < (places[index - 1] ?? 0)).length;
}

async function talkWith(engine: RunningEngine, browser: Browser, url: string, number: number): Promise<Talk> {
  const { page } = await newPerson(browser);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${url}/demo?lang=en`);
  const chat = chatOn(page);
  await chat.open();
  const first = `visitor ${number} wants a refund`;
  await chat.say(first);
  const { id } = await conversationWith(engine, first);
  return { id, page, chat, said: [first], answered: [] };
}

export async function cuts(engine: RunningEngine, browser: Browser): Promise<Figure[]> {
  const chance = seeded(1_127);
  const [, login] = engine.demo.agents;
  if (!login) throw new Error("the demo has two agents");
  const signedIn = await engine.call("POST", "/v1/sign-in", login, { token: null });
  const { id: agentId } = signedIn.body.agent as { id: string };
  const token = String(signedIn.body.token);
  const answer = async (id: string, text: string): Promise<void> => {
    const { status, body } = await engine.call("POST", `/v1/conversations/${id}/replies`, { text }, { token });
    if (status !== 202) throw new Error(`not taken: ${status} ${JSON.stringify(body)}`);
  };
  const proxies: CuttingProxy[] = [];
  const ownProxy = async (): Promise<string> => {
    const proxy = await cuttingProxy(engine.url, chance);
    proxies.push(proxy);
    return proxy.url;
  };
  const talks: Talk[] = [];
  for (let number = 0; number < CUSTOMERS; number++) talks.push(await talkWith(engine, browser, await ownProxy(), number));
  for (const { id } of talks) await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId });
  const tabs: { page: Page; talk: Talk }[] = [];
  for (const talk of talks.slice(0, TABS)) {
    const url = await ownProxy();
    const desk = await newPerson(browser, { viewport: { width: 1440, height: 900 } });
    desk.page.setDefaultTimeout(PATIENCE_MS);
    await desk.page.goto(`${url}/console/`);
    await signIn(desk, login);
    await desk.page.goto(`${url}/console/#/inbox/mine/${talk.id}`);
    await desk.page.locator(".timeline .turn").first().waitFor();
    tabs.push({ page: desk.page, talk });
  }
  let isOver = false;
  const speaking = talks.map(async ({ chat, said }, number) => {
    while (!isOver) {
      await pause(SPEAKS_EVERY_MS);
      const words = `words ${said.length} of ${number}`;
      said.push(words);
      await chat.say(words);
    }
  });
  const answering = talks.map(async ({ id, answered }, number) => {
    while (!isOver) {
      await pause(ANSWERS_EVERY_MS);
      const text = `answer ${answered.length} to ${number}`;
      answered.push(text);
      await answer(id, text);
    }
  });
  const done = (): number => proxies.reduce((sum, { cuts: made }) => sum + made, 0);
  const cutting = async (): Promise<void> => {
    const progress = setInterval(() => console.error(`${done()} of ${CUTS} cuts`), PROGRESS_EVERY_MS);
    try {
      await Promise.all(proxies.map((proxy) => proxy.cut(Math.ceil(CUTS / proxies.length))));
    } finally {
      clearInterval(progress);
      isOver = true;
    }
  };
  await Promise.all([cutting(), ...speaking, ...answering]);
  const figures = await tally(engine, answer, talks, tabs, done());
  for (const proxy of proxies) proxy.close();
  return figures;
}

async function tally(
  engine: RunningEngine,
  answer: (id: string, text: string) => Promise<void>,
  talks: readonly Talk[],
  tabs: readonly { page: Page; talk: Talk }[],
  done: number,
): Promise<Figure[]> {
  const wrong = { missed: 0, doubled: 0, disordered: 0 };
  const count = (wanted: readonly string[], shown: readonly string[]): void => {
    wrong.missed += lost(wanted, shown);
    wrong.doubled += doubled(shown);
    wrong.disordered += disordered(wanted, shown);
  };
  let words = 0;
  for (const { id, chat, said, answered } of talks) {
    await answer(id, "the end");
    await chat.shows("the end");
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "all is sent", PATIENCE_MS);
    while ((await chat.frame.locator(".older").count()) > 0) await chat.frame.locator(".older").click();
    const shown = await chat.words();
    count(
      answered,
      shown.filter((text) => text.startsWith("answer ")),
    );
    count(
      said,
      shown.filter((text) => said.includes(text)),
    );
    count(said, await keptWords(engine, id));
    words += said.length + answered.length;
  }
  for (const { page, talk } of tabs) {
    await page.locator(".turn.agent", { hasText: "the end" }).waitFor();
    while ((await page.locator(".timeline .older").count()) > 0) await page.locator(".timeline .older").click();
    count(talk.said, await page.locator(".turn.customer .words").allInnerTexts());
    const replies = await page.locator(".turn.agent .words").allInnerTexts();
    count(
      talk.answered,
      replies.filter((text) => text.startsWith("answer ")),
    );
  }
  const figure = (subject: string, value: number, unit: string): Figure => ({ bench: "screens", subject, unit, values: [value] });
  return [
    figure(`random cuts of ${CUSTOMERS} customers' and ${TABS} agents' sockets`, done, "cuts"),
    figure("words said meanwhile", words, "messages"),
    figure("missed after the cuts", wrong.missed, "messages"),
    figure("doubled after the cuts", wrong.doubled, "messages"),
    figure("out of order after the cuts", wrong.disordered, "messages"),
  ];
}
