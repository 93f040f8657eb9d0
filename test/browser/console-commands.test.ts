/** The command bar finds what a shop calls its own: macros, colleagues, articles. What is removed in the settings is asked about first. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { seriousFindings } from "./support/axe.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

describe.skipIf(noChromium)("commands at the console", { timeout: 60_000 }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let desk: Desk;
  let page: Page;
  let id: string;

  const command = async (words: string, option: string): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.locator(".command-input").fill(words);
    await page.locator("[cmdk-item]", { hasText: option }).first().click();
  };

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    await engine.call("POST", "/v1/macros", { name: "登记退款", actions: [{ action: "label", add: ["退款登记"] }], shared: true });
    await engine.call("POST", "/v1/canned-replies", { shortcut: "tk", title: "退款进度", text: "退款已在处理", shared: true });
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-1", name: "李梅" }, text: "退款多久到账？" });
    id = String(sent.body.conversationId);
    desk = await openConsole(engine, browser);
    page = desk.page;
    await signIn(desk, engine.demo.admin);
    await page.goto(`${engine.url}/console/#/inbox/all/${id}`);
    await composerOf(page).waitFor();
  });
  afterAll(() => endBoth(browser, engine));

  it("runs a macro on the open conversation", async () => {
    await command("登记", "登记退款");
    await page.locator(".toast", { hasText: "登记退款" }).waitFor();
    await eventually(
      async () => ((await engine.call("GET", `/v1/conversations/${id}`)).body.conversation as { labels: string[] }).labels.includes("退款登记"),
      "the label stands",
    );
  });

  it("leads to a colleague's conversations, to those of nobody, and to an article's words", async () => {
    await command("Ana", "Ana Silva");
    const agent = page.getByLabel("坐席", { exact: true });
    await eventually(async () => (await agent.locator("option:checked").textContent()) === "Ana Silva", "hers are shown");
    await agent.selectOption("none");
    await page.locator(".conversation-row", { hasText: "李梅" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.locator(".command-input").fill("退款多久到账");
    const article = page.locator("[cmdk-group]", { hasText: "知识库" }).locator("[cmdk-item]", { hasText: "退款" }).first();
    await article.waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await article.click();
    await page.locator(".hit-passage").first().waitFor();
  });

  it("asks before a macro or a canned reply goes", async () => {
    await page.goto(`${engine.url}/console/#/settings`);
    for (const [name, question] of [
      ["登记退款", "删除此宏？"],
      ["退款进度", "删除此快捷回复？"],
    ] as const) {
      const line = page.locator(".canned-line", { hasText: name });
      await line.getByRole("button", { name: `删除 ${name}` }).click();
      const dialog = page.getByRole("alertdialog", { name: question });
      expect(await seriousFindings(page.mainFrame())).toEqual([]);
      await dialog.getByRole("button", { name: "取消" }).click();
      expect(await line.count()).toBe(1);
      await line.getByRole("button", { name: `删除 ${name}` }).click();
      await dialog.getByRole("button", { name: "删除" }).click();
      await line.waitFor({ state: "detached" });
    }
    expect(desk.complaints).toEqual([]);
  });
});
