/** The widget on its host's page: hostile pages and words, window.kefu, whom it asks for what, and how large it is. */
import { gzipSync } from "node:zlib";
import { SignJWT } from "jose";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { answer, chatOn, conversationWith } from "./support/chat.ts";
import { hostileSite, hostSite } from "./support/host-site.ts";

/** gzip, bytes */
const LOADER_BUDGET = 5_000;
const CHAT_BUDGET = 45_000;

describe.skipIf(noChromium)("the widget on a host's page", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  const tokenOf = (user: string): Promise<string> =>
    new SignJWT({ name: "Zoe" })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(user)
      .setExpirationTime("10m")
      .sign(new TextEncoder().encode(engine.demo.widgetSecret));

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
    const userToken = await tokenOf("user-77");
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
    expect(await page.evaluate("JSON.stringify(localStorage)")).not.toMatch(/signing in|parcel/);
    await page.evaluate("kefu.close()");
    await context.close();
  });

  it("talks as the host's user from the first word when the page says who that is, and goes on with it on another device", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    await page.waitForFunction("window.kefu");
    await page.evaluate(`kefu.identify(${JSON.stringify(await tokenOf("user-78"))})`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("known from the start, refund please");
    await eventually(async () => {
      const known = await engine.call("GET", "/v1/customers?identity=host_user:user-78");
      return JSON.stringify(known.body).includes("known from the start");
    }, "it is said by the host's user");
    await context.close();
    const phone = await newPerson(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await phone.page.goto(`${engine.url}/demo?lang=en`);
    await phone.page.waitForFunction("window.kefu");
    await phone.page.evaluate(`kefu.identify(${JSON.stringify(await tokenOf("user-78"))})`);
    await chatOn(phone.page).open();
    await chatOn(phone.page).shows("known from the start");
    await chatOn(phone.page).frame.getByRole("button", { name: "Take a photo" }).waitFor();
    await phone.context.close();
  });

  it("offers another way when the chat cannot be loaded", async () => {
    const { page, context } = await newPerson(browser);
    await page.clock.install();
    await context.route("**/widget/frame?*", (route) => route.abort());
    const site = await hostSite({
      "/": {
        type: "text/html",
        body: `<html lang="en"><title>Shop</title><script async src="${engine.url}/widget.js" data-tenant="demo" data-contact="mailto:help@shop.example"></script>`,
      },
    });
    await page.goto(site.url);
    const chat = chatOn(page);
    await chat.launcher.click();
    await page.clock.fastForward("00:16");
    expect(await page.locator("kefu-widget .card a").getAttribute("href")).toBe("mailto:help@shop.example");
    await context.unroute("**/widget/frame?*");
    await page.locator("kefu-widget .card").getByText("Try again").click();
    await chat.composer.waitFor();
    await context.close();
    await site.close();
  });

  it("goes away where it may not be used, once that was said", async () => {
    const { page, context } = await newPerson(browser);
    await context.route("**/v1/visitor/token", (route) => route.fulfill({ status: 403, json: { code: "forbidden" } }));
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.launcher.click();
    await chat.frame.getByText("This chat is not available on this page").waitFor();
    await chat.frame.getByRole("button", { name: "Close chat" }).click();
    await page.locator("kefu-widget").waitFor({ state: "detached" });
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
    const { page, context, complaints } = await newPerson(browser);
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
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("fits its budgets: a loader of 5 KB and a chat of 45 KB", async () => {
    const sizeOf = async (path: string): Promise<number> => gzipSync(await (await fetch(engine.url + path)).text(), { level: 9 }).length;
    expect(await sizeOf("/widget.js")).toBeLessThanOrEqual(LOADER_BUDGET);
    const parts = await Promise.all(["/widget/frame", "/widget/chat.js", "/widget/chat.css"].map(sizeOf));
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(CHAT_BUDGET);
  });
});
