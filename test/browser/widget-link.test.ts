/** The widget on a bad line: no network, lost acks, sockets cut or blocked, messages refused. */
import type { Browser, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { answer, chatOn, conversationWith, keptWords } from "./support/chat.ts";

/** Times that the socket is cut; CUTS=1000 for the figure in the README. */
const CUTS = Number(process.env.CUTS ?? 30);

describe.skipIf(noChromium)("the widget on a bad line", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  it("keeps what is written offline, in order, and sends it once when the network is back", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("断网之前，我要退款");
    const { id } = await conversationWith(engine, "断网之前");
    await context.setOffline(true);
    await chat.frame.getByText("网络已断开").waitFor();
    await chat.say("断网之一");
    await chat.say("断网之二");
    await chat.frame.locator(".waiting", { hasText: "断网之二" }).waitFor();
    await context.setOffline(false);
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "all is sent");
    expect(await keptWords(engine, id)).toEqual(["断网之前，我要退款", "断网之一", "断网之二"]);
    await context.close();
  });

  it("says nothing twice when the acknowledgement is lost on the way", async () => {
    const { page, context } = await newPerson(browser);
    let drops = 2;
    await page.routeWebSocket(/\/v1\/visitor\/socket/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (drops > 0 && String(message).includes('"t":"ack"')) {
          drops -= 1;
          void socket.close({ code: 1001 });
          void server.close();
        } else socket.send(message);
      });
    });
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("只说一次，我要投诉");
    await chat.say("再说一句");
    const { id } = await conversationWith(engine, "再说一句");
    await eventually(async () => drops === 0 && (await chat.frame.locator(".waiting").count()) === 0, "all is acknowledged");
    expect(await keptWords(engine, id)).toEqual(["只说一次，我要投诉", "再说一句"]);
    expect(await chat.words()).toEqual(["只说一次，我要投诉", "再说一句"]);
    await context.close();
  });

  it("misses nothing, doubles nothing and keeps the order while its socket is cut again and again", async () => {
    const { page, context } = await newPerson(browser);
    /** Both ends of a socket that has been greeted. */
    const open = new Set<[WebSocketRoute, WebSocketRoute]>();
    await page.routeWebSocket(/\/v1\/visitor\/socket/, (socket) => {
      const server = socket.connectToServer();
      const ends: [WebSocketRoute, WebSocketRoute] = [socket, server];
      server.onMessage((message) => {
        socket.send(message);
        open.add(ends);
      });
      socket.onMessage((message) => server.send(message));
    });
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("cut me off, refund please");
    const { id } = await conversationWith(engine, "cut me off");
    const answering = (async () => {
      for (let count = 0; count < CUTS; count++) await answer(engine, id, { text: `answer ${count}` });
    })();
    for (let cut = 0; cut < CUTS; cut++) {
      await eventually(async () => open.size > 0, "the socket is open", 60_000);
      if (cut % 10 === 5 && cut < 150) await chat.say(`words ${cut}`);
      for (const ends of open) {
        open.delete(ends);
        await Promise.all(ends.map((end) => end.close({ code: 1001 })));
      }
    }
    await answering;
    await answer(engine, id, { text: "the last one" });
    await chat.shows("the last one");
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "all is sent", 30_000);
    const shown = await chat.words();
    const answers = shown.filter((text) => text.startsWith("answer "));
    expect(answers).toEqual(Array.from({ length: CUTS }, (_, count) => `answer ${count}`));
    expect(shown.filter((text) => !text.startsWith("answer ") && text !== "the last one")).toEqual(await keptWords(engine, id));
    await context.close();
  }, 1_800_000);

  it("goes on as always where websockets are blocked, by a stream or, where a proxy holds streams back, by requests", async () => {
    const { page, context } = await newPerson(browser);
    await page.addInitScript(
      "window.WebSocket = class { static OPEN = 1; readyState = 3; constructor() { setTimeout(() => this.onclose?.(), 5); } close() {} };",
    );
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("I want to return this, agent please");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "return this" }).waitFor();
    const { id } = await conversationWith(engine, "return this");
    await answer(engine, id, { text: "Of course, here is how" });
    await chat.shows("Of course, here is how");
    // From here on no stream gets through, as behind a proxy that collects answers before it passes them on.
    await context.route(/visitor\/events/, (route) => (route.request().headers().accept === "text/event-stream" ? undefined : route.continue()));
    await page.reload();
    await chat.open();
    await chat.say("and the second thing");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "the second thing" }).waitFor();
    await answer(engine, id, { text: "By request as well" });
    await chat.shows("By request as well");
    expect(await keptWords(engine, id)).toEqual(["I want to return this, agent please", "and the second thing"]);
    await context.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  });

  it("keeps the words of a refused message, to be sent again or changed", async () => {
    const { page, context } = await newPerson(browser);
    await page.routeWebSocket(/\/v1\/visitor\/socket/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        const frame = JSON.parse(String(message)) as { t: string; cid?: string; parts?: { text?: string }[] };
        if (frame.t === "send" && frame.parts?.[0]?.text === "refuse me")
          socket.send(JSON.stringify({ t: "err", code: "refused", detail: "not wanted", cid: frame.cid }));
        else server.send(message);
      });
    });
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("refuse me");
    await chat.frame.getByText("Not sent: not wanted").waitFor();
    await chat.say("and this refund passes");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "and this refund passes" }).waitFor();
    await page.reload();
    await chat.open();
    await chat.frame.getByRole("button", { name: "Edit" }).click();
    expect(await chat.composer.inputValue()).toBe("refuse me");
    expect(await chat.words()).toEqual(["and this refund passes"]);
    await context.close();
  });
});
