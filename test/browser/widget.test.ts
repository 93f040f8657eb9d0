/** The customers' widget in a real browser at the real engine: what a customer does, what a hostile page or message tries, and how large it is. */
import { gzipSync } from "node:zlib";
import { SignJWT } from "jose";
import type { Browser, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { launch, listenFor, newPerson, noChromium } from "./support/browser.ts";
import { accept, agentTab, answer, chatOn, conversationWith, keptWords } from "./support/chat.ts";
import { hostileSite, hostSite } from "./support/host-site.ts";

/** gzip, bytes */
const LOADER_BUDGET = 5 * 1024;
const CHAT_BUDGET = 45 * 1024;

/** Times that the socket is cut; CUTS=1000 for the figure in the README. */
const CUTS = Number(process.env.CUTS ?? 30);

describe.skipIf(noChromium)("the widget in a browser", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.stop();
    await engine?.remove();
  });

  it("takes a customer's words to the agent and shows the agent typing, the answer and that it was read", async () => {
    const { page, context, complaints } = await newPerson(browser);
    const agent = await agentTab(engine);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("请问发票怎么开，转人工");
    const { id } = await conversationWith(engine, "发票怎么开");
    await accept(agent, id);
    await chat.frame.getByText("正在为您服务").waitFor();
    agent.send({ t: "typing", conversationId: id, on: true });
    await chat.frame.locator(".typing").waitFor();
    agent.send({ t: "reply", cid: "b-1", conversationId: id, parts: [{ type: "text", text: "在订单页面申请即可" }] });
    await chat.shows("在订单页面申请即可");
    expect(await chat.words()).toEqual(["请问发票怎么开，转人工", "在订单页面申请即可"]);
    expect(await chat.frame.locator(".typing").count()).toBe(0);
    agent.send({ t: "read", conversationId: id, upToSeq: 1 });
    await chat.frame.locator(".state.read").waitFor();
    await eventually(async () => {
      const view = await engine.call("GET", `/v1/conversations/${id}`);
      return (view.body.turns as { kind: string; delivery?: { state: string } }[]).find((turn) => turn.kind === "reply")?.delivery?.state === "read";
    }, "the agent sees that the answer was read");
    expect(complaints).toEqual([]);
    agent.close();
    await context.close();
  });

  it("keeps the conversation over reloads and in other tabs, and counts what was not seen", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("第一句，我要退货");
    const { id } = await conversationWith(engine, "第一句");
    await answer(engine, id, { text: "请说订单号" });
    await chat.shows("请说订单号");
    await page.reload();
    await answer(engine, id, { text: "还在吗" });
    await page.locator("kefu-widget .badge", { hasText: "1" }).waitFor();
    expect(await chat.launcher.getAttribute("aria-label")).toContain("1");
    await chat.open();
    await chat.shows("还在吗");
    expect(await chat.words()).toEqual(["第一句，我要退货", "请说订单号", "还在吗"]);
    const other = chatOn(await context.newPage());
    await other.launcher.page().goto(`${engine.url}/demo?lang=zh-CN`);
    await other.open();
    await other.say("从另一个标签页说的");
    await chat.shows("从另一个标签页说的");
    expect(await other.words()).toEqual(await chat.words());
    await context.close();
  });

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
    const open = new Set<WebSocketRoute>();
    await page.routeWebSocket(/\/v1\/visitor\/socket/, (socket) => {
      const server = socket.connectToServer();
      socket.onClose(() => open.delete(socket));
      server.onMessage((message) => {
        socket.send(message);
        open.add(socket);
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
      await eventually(async () => open.size > 0, "the socket is open");
      if (cut % 10 === 5 && cut < 150) await chat.say(`words ${cut}`);
      for (const socket of open) {
        open.delete(socket);
        await socket.close({ code: 1001 });
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
  }, 900_000);

  it("still brings answers where websockets are blocked", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("I want to return this, agent please");
    const { id } = await conversationWith(engine, "return this");
    await page.close();
    const blocked = await context.newPage();
    await blocked.addInitScript(
      "window.WebSocket = class { static OPEN = 1; readyState = 3; constructor() { setTimeout(() => this.onclose?.(), 5); } close() {} };",
    );
    await blocked.goto(`${engine.url}/demo?lang=en`);
    const again = chatOn(blocked);
    await again.open();
    await answer(engine, id, { text: "Of course, here is how" });
    await again.shows("Of course, here is how");
    await again.frame.getByText("your messages wait").waitFor();
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

  it("answers a quick reply with its button and never opens an unsafe address", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("我要改地址");
    const { id } = await conversationWith(engine, "改地址");
    const choices = [
      { id: "y", label: "改到公司" },
      { id: "evil", label: "危险", url: "javascript:alert(1)" },
      { id: "page", label: "订单页", url: "https://shop.example/orders" },
    ];
    await answer(engine, id, { text: "改到哪里？", choices });
    const pills = chat.frame.locator(".pills");
    await pills.getByText("改到公司").waitFor();
    expect(await pills.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(["https://shop.example/orders"]);
    await pills.getByText("改到公司").click();
    await chat.frame.locator(".customer .bubble", { hasText: "改到公司" }).waitFor();
    await eventually(async () => {
      const view = await engine.call("GET", `/v1/conversations/${id}`);
      return JSON.stringify(view.body.turns).includes('"type":"action","id":"y"');
    }, "the pressed button is recorded as one");
    await pills.waitFor({ state: "detached" });
    await context.close();
  });

  it("is whole on a page that is hostile to it", async () => {
    const site = await hostSite(hostileSite(engine.url));
    const { page, context, complaints } = await newPerson(browser, { viewport: { width: 1000, height: 800 } });
    try {
      await page.goto(site.url);
      const chat = chatOn(page);
      await chat.launcher.waitFor();
      expect(await chat.launcher.boundingBox()).toEqual({ x: 924, y: 724, width: 56, height: 56 });
      await chat.open();
      const panel = await page.locator("kefu-widget .panel").boundingBox();
      expect([panel?.width, panel?.height]).toEqual([380, 640]);
      await chat.frame.getByText("Shop help").waitFor();
      await chat.say("hello from a hostile page, agent please");
      const { id } = await conversationWith(engine, "hostile page");
      await answer(engine, id, { text: "We are here" });
      await chat.shows("We are here");
      expect(await page.evaluate("window.overheard")).toBeUndefined();
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await site.close();
    }
  });

  it("shows hostile messages as the words they are", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("<img src=x onerror=parent.pwned=1><script>parent.pwned=1</script> refund");
    const { id } = await conversationWith(engine, "<img src=x");
    await answer(engine, id, {
      text: '<img src=x onerror="window.pwned=1">\n[click](javascript:window.pwned=1) javascript:alert(1) https://ok.example/a_(b). data:text/html,x',
    });
    await answer(engine, id, { text: `\u202egnp.exe \u2066 ${"Z\u0351\u036b\u0343".repeat(200)} مرحبا` });
    await answer(engine, id, { text: `${"长".repeat(50_000)}${"w".repeat(49_990)}the end` });
    await chat.frame.getByText("Show all").waitFor();
    const frame = await chat.document();
    expect(await frame.locator(".bubble img, .bubble script").count()).toBe(0);
    expect(await frame.locator(".bubble a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(["https://ok.example/a_(b)"]);
    expect(await page.evaluate("window.pwned")).toBeUndefined();
    expect(await frame.evaluate("window.pwned")).toBeUndefined();
    expect(
      await frame.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth",
      ),
    ).toBe(true);
    await chat.frame.getByText("Show all").click();
    await chat.shows("the end");
    await chat.composer.fill("x".repeat(100_000));
    await chat.composer.press("Enter");
    await chat.frame.getByText("100,000 of 4,000").waitFor();
    expect(await chat.composer.inputValue()).toHaveLength(100_000);
    await chat.say("still works");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "still works" }).waitFor();
    await context.close();
  });

  it("does not send half a word while an input method composes", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.composer.focus();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Input.imeSetComposition", { text: "tui huo", selectionStart: 7, selectionEnd: 7 });
    await page.keyboard.press("Enter");
    await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
    expect(await chat.words()).toEqual([]);
    await chat.composer.fill("退货");
    await page.keyboard.press("Shift+Enter");
    expect(await chat.words()).toEqual([]);
    await page.keyboard.press("Enter");
    await chat.shows("退货");
    expect(await chat.words()).toEqual(["退货"]);
    await context.close();
  });

  it("is used by keyboard alone, and gives the focus back", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.launcher.waitFor();
    await chat.launcher.focus();
    await page.keyboard.press("Enter");
    await eventually(() => chat.composer.evaluate("document.activeElement?.tagName === 'TEXTAREA'"), "the composer has the focus");
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.type("keyboard only, refund please");
    await page.keyboard.press("Enter");
    await chat.shows("keyboard only");
    await page.keyboard.press("Escape");
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("false");
    expect(await page.evaluate("document.activeElement.shadowRoot?.activeElement?.className")).toBe("launcher");
    await context.close();
  });

  it("covers the whole of a phone, and its own button closes it", async () => {
    const { page, context } = await newPerson(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.goto(`${engine.url}/demo?lang=zh-TW`);
    const chat = chatOn(page);
    await chat.open();
    expect(await page.locator("kefu-widget .panel").boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    await chat.frame.getByRole("button", { name: "關閉客服" }).click();
    await chat.launcher.waitFor({ state: "visible" });
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("false");
    await context.close();
  });

  it("knows the host's signed-in user, and forgets everything at sign-out", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    await page.waitForFunction("window.kefu");
    await page.evaluate(
      "window.heard = []; for (const name of ['open', 'close', 'identified', 'error', 'message', 'unread']) kefu.on(name, (detail) => heard.push([name, detail]))",
    );
    const chat = chatOn(page);
    await page.evaluate("kefu.show('Can we help with sizes?')");
    await page.locator("kefu-widget .card .say").click();
    await chat.composer.waitFor();
    await chat.say("before signing in: where is my parcel");
    await conversationWith(engine, "before signing in");
    const userToken = await new SignJWT({ name: "Zoë" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject("user-77")
      .setExpirationTime("10m")
      .sign(new TextEncoder().encode(engine.demo.widgetSecret));
    await page.evaluate("kefu.identify('not.a.token')");
    await eventually(() => page.evaluate("heard.some(([name, detail]) => name === 'error' && detail === 'bad_signature')"), "a wrong token is told");
    await page.evaluate(`kefu.identify(${JSON.stringify(userToken)})`);
    await eventually(() => page.evaluate("heard.some(([name]) => name === 'identified')"), "the user is known");
    await chat.say("after signing in");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "after signing in" }).waitFor();
    await eventually(async () => {
      const known = await engine.call("GET", "/v1/customers?identity=host_user:user-77");
      return JSON.stringify(known.body).includes("after signing in");
    }, "it is said by the host's user");
    await page.evaluate("kefu.reset()");
    await chat.frame.getByText("How can we help?").waitFor();
    expect(await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kefu:demo:q:') || key.endsWith(':log'))")).toEqual([]);
    await page.evaluate("kefu.close()");
    await context.close();
  });

  it("shows one visitor nothing of another on the same device after sign-out", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("my secret address is 12 Elm Street, refund");
    await conversationWith(engine, "secret address");
    await page.evaluate("kefu.reset()");
    await chat.frame.getByText("How can we help?").waitFor();
    await page.reload();
    await chat.open();
    await chat.say("a new visitor, refund");
    await conversationWith(engine, "a new visitor");
    expect(await chat.words()).toEqual(["a new visitor, refund"]);
    await context.close();
  });

  it("asks nobody but its own server for anything, and loads the chat at the first sign of interest", async () => {
    const { page, context } = await newPerson(browser);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.launcher.waitFor();
    expect(asked.filter((url) => url.includes("/widget/") || url.includes("/v1/"))).toEqual([]);
    await chat.launcher.hover();
    await chat.composer.waitFor({ state: "attached" });
    expect(asked.filter((url) => url.includes("/v1/"))).toEqual([]);
    await chat.open();
    await chat.say("hello there, refund please");
    await chat.frame.locator(".turn:not(.waiting) .bubble").waitFor();
    expect(asked.filter((url) => !url.startsWith(engine.url))).toEqual([]);
    expect(listenFor(page)).toEqual([]);
    await context.close();
  });

  it("fits its budgets: a loader of 5 KB and a chat of 45 KB", async () => {
    const sizeOf = async (path: string): Promise<number> => gzipSync(await (await fetch(engine.url + path)).text(), { level: 9 }).length;
    expect(await sizeOf("/widget.js")).toBeLessThanOrEqual(LOADER_BUDGET);
    const parts = await Promise.all(["/widget/frame", "/widget/chat.js", "/widget/chat.css"].map(sizeOf));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(CHAT_BUDGET);
  });
});
