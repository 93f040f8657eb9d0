/** A bad day: the machine dies while both sides type, an agent's line is cut again and again, and five hundred conversations lie in the list. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { chatOn, conversationWith, keptWords } from "./support/chat.ts";
import { accept, composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

/** Times that the agent's socket is cut; the thousand of both sides are in bench/screens/cuts.ts. */
const CUTS = Number(process.env.CUTS ?? 15);
const ROWS = 500;
const CUSTOMERS = 25;
/** After a burst the lists lag by design: recording goes first. */
const LISTS_PATIENCE_MS = 60_000;
/** Tries are up to 30 s apart while nobody answers. */
const BACK_MS = 60_000;

describe.skipIf(noChromium)("a bad day", { timeout: 240_000 }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    desk = await openConsole(engine, browser);
    await signIn(desk, engine.demo.agents[0] ?? engine.demo.supervisor);
  });
  afterAll(() => endBoth(browser, engine));

  it("loses and doubles nothing when the machine is killed while both type, and keeps what they had not sent", async () => {
    const { page } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("你好，转人工，我要退货");
    const { id } = await conversationWith(engine, "我要退货");
    await accept(desk.page, "我要退货");
    await composerOf(desk.page).fill("请说订单号");
    await composerOf(desk.page).press("Enter");
    await chat.shows("请说订单号");
    await chat.composer.pressSequentially("订单号是 20");
    await composerOf(desk.page).pressSequentially("我帮您");
    const { url, dataDir } = engine;
    await engine.kill();
    await chat.composer.pressSequentially("263345");
    await composerOf(desk.page).pressSequentially("查一下");
    await chat.composer.press("Enter");
    await composerOf(desk.page).press("Enter");
    await chat.say("还有一件事");
    await chat.composer.pressSequentially("没写完");
    await composerOf(desk.page).pressSequentially("也没写完");
    expect(await chat.frame.locator(".waiting").count()).toBe(2);
    engine = await runEngine(dataDir, Number(new URL(url).port));
    await chat.frame.locator(".turn.agent .bubble", { hasText: "我帮您查一下" }).waitFor({ timeout: BACK_MS });
    await desk.page.locator(".turn.customer", { hasText: "还有一件事" }).waitFor({ timeout: BACK_MS });
    await eventually(async () => (await chat.frame.locator(".waiting").count()) === 0, "all is sent", BACK_MS);
    const own = ["你好，转人工，我要退货", "订单号是 20263345", "还有一件事"];
    expect(await keptWords(engine, id)).toEqual(own);
    expect((await chat.words()).filter((words) => own.includes(words))).toEqual(own);
    expect(await desk.page.locator(".turn.customer .words").allInnerTexts()).toEqual(own);
    const replies = ["请说订单号", "我帮您查一下"];
    expect(await desk.page.locator(".turn.agent .words").allInnerTexts()).toEqual(replies);
    expect((await chat.words()).filter((words) => replies.includes(words))).toEqual(replies);
    expect([await chat.composer.inputValue(), await composerOf(desk.page).inputValue()]).toEqual(["没写完", "也没写完"]);
    await composerOf(desk.page).fill("");
  });

  it("shows the agent every message once and in order while their line is cut again and again", async () => {
    const said: string[] = [];
    const says = async (text: string): Promise<void> => {
      said.push(text);
      expect((await engine.call("POST", "/v1/message", { from: { id: "wang", name: "王芳" }, text, externalId: `w-${said.length}` })).status).toBe(202);
    };
    await says("断线之前，转人工");
    await accept(desk.page, "断线之前");
    for (let cut = 0; cut < CUTS; cut++) {
      await Promise.all([desk.cut(), says(`第 ${cut} 次断线`)]);
      desk.mend();
      await says(`第 ${cut} 次恢复`);
      if (cut % 5 === 4) await desk.page.locator(".turn.customer", { hasText: `第 ${cut} 次恢复` }).waitFor({ timeout: BACK_MS });
    }
    await says("最后一句");
    await desk.page.locator(".turn.customer", { hasText: "最后一句" }).waitFor({ timeout: BACK_MS });
    expect(await desk.page.locator(".turn.customer .words").allInnerTexts()).toEqual(said);
  });

  it("scrolls through five hundred conversations with few rows in the page", async () => {
    const at = new Date().toISOString();
    const lines = Array.from({ length: ROWS }, (_, index) => `r-${index},c-${index % CUSTOMERS},客户 ${index % CUSTOMERS},${at},customer,第 ${index} 位,open`);
    const imported = await fetch(`${engine.url}/v1/import?from=csv&name=rows.csv`, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": "text/csv" },
      body: ["conversation_id,customer_id,name,at,from,text,status", ...lines].join("\n"),
    });
    expect(await imported.json()).toMatchObject({ conversations: ROWS, skipped: 0 });
    const { page } = desk;
    await page.goto(`${engine.url}/console/#/inbox/all`);
    await page.locator(".conversation-row").first().waitFor();
    await eventually(
      async () => {
        const { rows, all } = (await page.evaluate(`(() => {
          const list = document.querySelector(".row-list");
          list.scrollTop = list.scrollHeight;
          return { rows: list.querySelectorAll("li").length, all: Number(list.querySelector("li")?.getAttribute("aria-setsize") ?? 0) };
        })()`)) as { rows: number; all: number };
        expect(rows).toBeLessThan(60);
        return all >= ROWS;
      },
      "the last conversation is reached",
      LISTS_PATIENCE_MS,
    );
  });
});
