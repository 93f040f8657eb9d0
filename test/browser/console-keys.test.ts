/** The console by keyboard: every key of the card, none of them while one writes or composes, and another one for whoever wants it. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { seriousFindings } from "./support/axe.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

describe.skipIf(noChromium)("the console by keyboard", { timeout: 90_000 }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let desk: Desk;
  let page: Page;
  let me: { id: string; name: string };
  let other: { id: string; name: string };
  let first: string;

  const conversation = async (id: string) =>
    (await engine.call("GET", `/v1/conversations/${id}`)).body.conversation as { owner: { agentId?: string }; priority: number; status: string };
  async function mineNow(from: string): Promise<string> {
    const sent = await engine.call("POST", "/v1/message", { from: { id: from, name: from }, text: `我是${from}，在吗？` });
    const id = String(sent.body.conversationId);
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: me.id })).status === 200,
      "the agent has the conversation",
    );
    return id;
  }
  /** Where single keys count: nowhere in particular. */
  const leaveFields = (): Promise<void> => page.evaluate("document.activeElement.blur()");
  const dialog = (name: string) => page.getByRole("dialog", { name });

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    const [mine, theirs] = engine.demo.agents;
    if (!mine || !theirs) throw new Error("the demo has two agents");
    const personOf = async (login: { email: string; password: string }) =>
      (await engine.call("POST", "/v1/sign-in", login, { token: null })).body.agent as { id: string; name: string };
    [me, other] = await Promise.all([personOf(mine), personOf(theirs)]);
    first = await mineNow("甲");
    await mineNow("乙");
    await mineNow("丙");
    desk = await openConsole(engine, browser);
    page = desk.page;
    await signIn(desk, mine);
    await page.locator(".conversation-row").nth(2).waitFor();
  });
  afterAll(() => endBoth(browser, engine));

  it("opens one of mine by Alt and its number, also out of a field, and leaves it with Escape", async () => {
    const names = await page.locator(".row-name").allInnerTexts();
    await page.keyboard.press("Alt+2");
    await page.locator(".head-name", { hasText: names[1] ?? "?" }).waitFor();
    await composerOf(page).focus();
    await page.keyboard.press("Alt+1");
    await page.locator(".head-name", { hasText: names[0] ?? "?" }).waitFor();
    expect(await composerOf(page).inputValue()).toBe("");
    await leaveFields();
    await page.keyboard.press("Escape");
    await page.getByText("请选择一个会话").waitFor();
  });

  it("opens assign, priority, transfer and merge, and does what is chosen there", async () => {
    await page.goto(`${engine.url}/console/#/inbox/mine/${first}`);
    await page.locator(".head-name", { hasText: "甲" }).waitFor();
    await page.keyboard.press("p");
    await dialog("优先级").waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await eventually(async () => (await conversation(first)).priority === 1, "it is raised");
    await page.keyboard.press("m");
    await dialog("合并客户").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await dialog("转接").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("a");
    await dialog("分配").waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.keyboard.type(other.name.slice(0, 3));
    await page.keyboard.press("Enter");
    await eventually(async () => (await conversation(first)).owner.agentId === other.id, "the colleague has it");
  });

  it("does nothing while one writes or composes; a sign opens its picker where nothing stands", async () => {
    await page.keyboard.press("Alt+1");
    await composerOf(page).focus();
    await page.keyboard.type("apmtz");
    expect(await composerOf(page).inputValue()).toBe("apmtz");
    expect(await page.locator("[role=dialog]").count()).toBe(0);
    await composerOf(page).fill("");
    await leaveFields();
    // An input method hands its letters over as 229, wherever they are typed.
    await page.evaluate(`dispatchEvent(new KeyboardEvent("keydown", { key: "p", keyCode: 229, isComposing: true, bubbles: true }))`);
    expect(await page.locator("[role=dialog]").count()).toBe(0);
    await page.keyboard.press("@");
    expect(await composerOf(page).inputValue()).toBe("@");
    await page.locator(".canned-option").first().waitFor();
    await composerOf(page).fill("");
    await leaveFields();
    await page.keyboard.press("/");
    expect(await composerOf(page).inputValue()).toBe("/");
    await composerOf(page).fill("");
    await leaveFields();
  });

  it("goes to other pages after G", async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("k");
    await page.getByRole("heading", { level: 1, name: "知识库" }).waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await page.locator(".conversation-row").first().waitFor();
  });

  it("takes another key, refuses one that is taken, and keeps quiet where none are wanted", async () => {
    await page.goto(`${engine.url}/console/#/settings`);
    const keyOf = (name: string) => page.locator(".shortcut-list li", { hasText: name }).getByRole("button");
    await keyOf("转接").click();
    await page.keyboard.press("r");
    await page.getByText("已用于“回复”").waitFor();
    await page.keyboard.press("x");
    await eventually(async () => (await keyOf("转接").innerText()) === "X", "the key is X");
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.keyboard.press("?");
    await page.locator(".key-list div", { hasText: "X" }).getByText("转接", { exact: true }).waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+1");
    await composerOf(page).waitFor();
    await page.keyboard.press("t");
    expect(await page.locator("[role=dialog]").count()).toBe(0);
    await page.keyboard.press("x");
    await dialog("转接").waitFor();
    await page.keyboard.press("Escape");
    await page.goto(`${engine.url}/console/#/settings`);
    await page.getByLabel("启用单键快捷键").uncheck();
    await leaveFields();
    await page.keyboard.press("?");
    await page.keyboard.press("Alt+1");
    await composerOf(page).waitFor();
    await page.keyboard.press("x");
    expect(await page.locator("[role=dialog]").count()).toBe(0);
    expect(desk.complaints).toEqual([]);
  });
});
