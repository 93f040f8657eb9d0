/** Work that is handed over and looked at: what whoever takes a conversation over is told, what a supervisor sees. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../support/fake-platforms/wechat_oa.ts";
import { launch, noChromium } from "./support/browser.ts";
import { type Desk, openConsole, signIn } from "./support/desk.ts";

const PATIENCE_MS = 120_000;

describe.skipIf(noChromium)("work that is handed over", { timeout: PATIENCE_MS }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let platform: Awaited<ReturnType<typeof startWechatOa>>;
  let agent: Desk;
  let supervisor: Desk;
  let conversationId: string;

  /** The same person on WeChat, with a lost parcel, and then here. */
  async function speak(): Promise<void> {
    const { config, baseUrl } = platform;
    const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "公众号", config, baseUrl });
    await ring(String(account.body.webhookUrl), await platform.say("o-li", "订单号 20263345 的快递丢了"));
    const wechat = await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/conversations?channel=wechat_oa");
      return (body.conversations as { id: string; customerId: string }[])[0];
    }, "the WeChat conversation is listed");
    const sent = await engine.call("POST", "/v1/message", { from: { id: "li", name: "李梅" }, text: "我要开发票" });
    conversationId = String(sent.body.conversationId);
    await engine.call("POST", `/v1/customers/${sent.body.customerId}/merge`, { other: wechat.customerId });
    await eventually(async () => {
      const { body } = await engine.call("GET", `/v1/conversations/${conversationId}`);
      const { facts, topics } = body.summary as { facts: { name: string }[]; topics: { open: boolean }[] };
      return facts.some(({ name }) => name === "order_number") && topics.some(({ open }) => open);
    }, "what was said on WeChat is known here, and what this is about");
  }

  beforeAll(async () => {
    [engine, browser, platform] = await Promise.all([runEngine(), launch(), startWechatOa()]);
    await speak();
    [agent, supervisor] = await Promise.all([openConsole(engine, browser), openConsole(engine, browser)]);
    const [login] = engine.demo.agents;
    if (!login) throw new Error("the demo has an agent");
    await Promise.all([signIn(agent, login), signIn(supervisor, engine.demo.supervisor)]);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.close();
    await engine?.stop();
    await engine?.remove();
  });

  it("says whose turn it is, what is open here and elsewhere, and where each fact was told", async () => {
    const { page } = agent;
    await page.goto(`${engine.url}/console/#/inbox/all/${conversationId}`);
    const handover = page.locator(".context-section", { hasText: "接手须知" });
    await handover.getByText("客户在等我们回复。").waitFor();
    await handover.getByText("我要开发票").first().waitFor();
    await handover.getByRole("link", { name: /上还有未结/ }).waitFor();
    const fact = page.locator(".fact", { hasText: "20263345" }).filter({ hasText: "订单号" });
    expect(await fact.textContent()).toContain("客户在微信公众号说的");
  });

  it("lets an agent correct what is remembered, and take that back", async () => {
    const { page } = agent;
    await page.getByRole("button", { name: "修改：订单号" }).click();
    const field = page.locator(".fact-form input");
    expect(await field.inputValue()).toBe("20263345");
    await page.keyboard.press("Escape");
    await field.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "修改：订单号" }).click();
    await field.fill("20263346");
    await page.keyboard.press("Enter");
    await page.locator(".fact", { hasText: "20263346" }).filter({ hasText: "记下的" }).waitFor();
    await page.locator(".toast", { hasText: "已修改。" }).getByRole("button", { name: "撤销" }).click();
    await page.locator(".fact", { hasText: "20263345" }).filter({ hasText: "记下的" }).waitFor();
    expect(agent.complaints).toEqual([]);
  });

  it("shows a supervisor the pages that their rights open, the rules among them", async () => {
    const { page } = supervisor;
    await page.locator(".rail-link", { hasText: "自动化" }).click();
    await page.getByRole("heading", { level: 1, name: "自动化" }).waitFor();
    await page.getByText("还没有规则。").waitFor();
    expect(await page.locator(".rail-link", { hasText: "Webhook" }).count()).toBe(0);
    expect(supervisor.complaints).toEqual([]);
  });
});
