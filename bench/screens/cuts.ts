/** Sockets cut at random, on both sides of the counter, while words go to and fro: what is missed, doubled or out of order afterwards. */
import type { Browser, Page, WebSocketRoute } from "playwright-core";
import { newPerson } from "../../test/browser/support/browser.ts";
import { chatOn, conversationWith, keptWords } from "../../test/browser/support/chat.ts";
import { signIn } from "../../test/browser/support/desk.ts";
import { eventually, type RunningEngine } from "../../test/support/engine.ts";
import { seeded } from "../../test/support/seeded.ts";
import type { Figure } from "../figures.ts";

/** Cuts in all, shared by four customers and one agent's two tabs. */
const CUTS = Number(process.env.CUTS ?? 1_000);
const CUSTOMERS = 4;
const TABS = 2;
/** Longest time that a socket lives, and that frames get lost before it is cut. ms */
const LIVES_MS = 900;
const LOSES_MS = 200;
/** A visitor may say 20 things a minute. ms */
const SPEAKS_EVERY_MS = 4_000;
const ANSWERS_EVERY_MS = 700;

interface Cutter {
  cuts: number;
  ended: Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Lets sockets live for a random time; then frames are swallowed for a while, both ways, and both ends are closed. */
async function cutter(page: Page, path: RegExp, wanted: number, chance: () => number): Promise<Cutter> {
  const open = new Set<() => Promise<void>>();
  await page.routeWebSocket(path, (socket) => {
    const server = socket.connectToServer();
    let swallows = false;
    socket.onMessage((message) => void (swallows || server.send(message)));
    server.onMessage((message) => void (swallows || socket.send(message)));
    const cut = async (): Promise<void> => {
      open.delete(cut);
      swallows = true;
      await pause(chance() * LOSES_MS);
      await Promise.all([socket, server].map((end: WebSocketRoute) => end.close({ code: 1001 })));
    };
    open.add(cut);
  });
  const state = { cuts: 0 };
  const run = async (): Promise<void> => {
    while (state.cuts < wanted) {
      await pause(chance() * LIVES_MS);
      for (const cut of [...open]) {
        state.cuts += 1;
        await cut();
      }
    }
  };
  return {
    get cuts() {
      return state.cuts;
    },
    ended: run(),
  };
}

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

async function talkWith(engine: RunningEngine, browser: Browser, number: number): Promise<Talk> {
  const { page } = await newPerson(browser);
  await page.goto(`${engine.url}/demo?lang=en`);
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
  const talks: Talk[] = [];
  for (let number = 0; number < CUSTOMERS; number++) talks.push(await talkWith(engine, browser, number));
  for (const { id } of talks) await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId });
  const tabs: { page: Page; talk: Talk }[] = [];
  const cutters: Cutter[] = [];
  const each = Math.ceil(CUTS / (CUSTOMERS + TABS));
  for (const talk of talks.slice(0, TABS)) {
    const desk = await newPerson(browser, { viewport: { width: 1440, height: 900 } });
    cutters.push(await cutter(desk.page, /\/v1\/agent\/socket/, each, chance));
    await desk.page.goto(`${engine.url}/console/`);
    await signIn(desk, login);
    await desk.page.goto(`${engine.url}/console/#/inbox/mine/${talk.id}`);
    await desk.page.locator(".timeline .turn").first().waitFor();
    tabs.push({ page: desk.page, talk });
  }
  for (const talk of talks) {
    cutters.push(await cutter(talk.page, /\/v1\/visitor\/socket/, each, chance));
    await talk.page.reload();
    await talk.chat.open();
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
  await Promise.all(cutters.map(({ ended }) => ended));
  isOver = true;
  await Promise.all([...speaking, ...answering]);
  return tally(
    engine,
    answer,
    talks,
    tabs,
    cutters.reduce((sum, { cuts: done }) => sum + done, 0),
  );
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
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "all is sent", 60_000);
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
