/** The channel's reply window is over: the agent sends what the platform has approved, by its name there. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { seriousFindings } from "./support/axe.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { composerOf, openConsole, signIn } from "./support/desk.ts";

describe.skipIf(noChromium)("after the reply window", { timeout: 60_000 }, () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  it("a template goes out with its values, its words stay in the conversation, and its name is offered again", async () => {
    const [agent] = engine.demo.agents;
    if (!agent) throw new Error("the demo has an agent");
    const me = (await engine.call("POST", "/v1/sign-in", agent, { token: null })).body.agent as { id: string };
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-1", name: "李梅" }, text: "还在吗？" });
    const id = String(sent.body.conversationId);
    await eventually(async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: me.id })).status === 200, "it is the agent's");
    const desk = await openConsole(engine, browser);
    const { page } = desk;
    await page.route(`**/v1/conversations/${id}?*`, async (route) => {
      const answer = await route.fetch();
      const view = (await answer.json()) as Record<string, unknown>;
      await route.fulfill({ response: answer, json: { ...view, window: { state: "closed", reason: "window", remedy: "template" } } });
    });
    await signIn(desk, agent);
    await page.goto(`${engine.url}/console/#/inbox/mine/${id}`);
    await page.getByText("只能发送已审核的模板消息").waitFor();
    expect(await composerOf(page).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "发送模板消息" }).click();
    await page.locator(".dialog button[type=submit]").click();
    await page.getByText("请填写此项").first().waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.locator("#platform-template-name").fill("order_update");
    await page.locator("#platform-template-language").fill("zh_CN");
    await page.locator("#platform-template-params").fill("李梅\n20263345\n");
    await page.locator("#platform-template-text").fill("李梅您好，订单 20263345 有新进展，请回复查看。");
    const asked = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/replies"));
    await page.locator(".dialog button[type=submit]").click();
    const request = await asked;
    expect(request.postDataJSON().template).toEqual({ name: "order_update", language: "zh_CN", params: ["李梅", "20263345"] });
    expect((await request.response())?.status()).toBe(202);
    await page.locator(".turn.agent", { hasText: "有新进展" }).waitFor();
    await page.getByRole("button", { name: "发送模板消息" }).click();
    expect(await page.locator("#platform-template-name").inputValue()).toBe("order_update");
    expect(desk.complaints).toEqual([]);
    await desk.context.close();
  });
});
