/** Work that is handed over and looked at: what whoever takes a conversation over is told, what a supervisor sees. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { startEmail } from "../support/fake-platforms/email.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../support/fake-platforms/wechat_oa.ts";
import { launch, newPerson, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";
import { resetLinkIn } from "./support/reset-link.ts";

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

  it("lets a supervisor look on from the board, whisper to the agent, and take over", async () => {
    const [login] = engine.demo.agents;
    const { body } = await engine.call("POST", "/v1/sign-in", login, { token: null });
    const { id: agentId, name } = body.agent as { id: string; name: string };
    const says = async (text: string): Promise<string> =>
      String((await engine.call("POST", "/v1/message", { from: { id: "wang", name: "王磊" }, text })).body.conversationId);
    const watched = await says("发票可以改抬头吗");
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${watched}/assign`, { agentId })).status === 200,
      "the agent has the conversation",
    );
    const { page } = supervisor;
    await page.locator(".rail-link", { hasText: "看板" }).click();
    await page.getByRole("link", { name, exact: true }).first().click();
    await page.locator(`a.conversation-row[href*="${watched}"]`).click();
    await page.getByText(`${name} 正在处理此会话，您可以实时旁听。`).waitFor();
    await says("发票抬头是示例公司");
    await page.locator(".turn.customer", { hasText: "发票抬头是示例公司" }).waitFor();
    await page.getByRole("button", { name: "悄悄提醒" }).click();
    expect(await composerOf(page).inputValue()).toBe(`@${name} `);
    await composerOf(page).pressSequentially("先核对税号");
    await page.keyboard.press("Enter");
    await agent.page.locator(".toast", { hasText: "在备注中提到了您" }).waitFor();
    await agent.page.locator(".toast").getByRole("button", { name: "去看看" }).click();
    await agent.page.locator(".turn.note", { hasText: "先核对税号" }).waitFor();
    await page.getByRole("button", { name: "接管" }).click();
    await page.getByRole("button", { name: "接管" }).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "回复", exact: true }).click();
    expect(await composerOf(page).isEnabled()).toBe(true);
    expect(supervisor.complaints).toEqual([]);
  });

  it("shows a supervisor whose target is missed, in the lists and on the board, and greys only the line that does not answer", async () => {
    const [team] = (await engine.call("GET", "/v1/teams")).body.teams as { id: string; settings: object }[];
    if (!team) throw new Error("the demo has a team");
    await engine.call("PATCH", `/v1/teams/${team.id}`, { settings: { ...team.settings, targets: [{ firstMs: 1_000 }] } });
    await engine.call("POST", "/v1/message", { from: { id: "zhao", name: "赵敏" }, text: "转人工" });
    const { page, context, complaints } = await newPerson(browser);
    await page.clock.install();
    await page.goto(`${engine.url}/console/`);
    await signIn({ page, context, complaints }, engine.demo.supervisor);
    await page.goto(`${engine.url}/console/#/inbox/unassigned`);
    await page.locator(".conversation-row", { hasText: "赵敏" }).locator(".chip.alarm", { hasText: "超时" }).waitFor();
    await page.goto(`${engine.url}/console/#/board`);
    await page.getByText("各项服务正常。").waitFor();
    await page.locator("a.branch", { hasText: "赵敏" }).getByText("超时").waitFor();
    await page.route("**/v1/teams/*/queue", (route) => route.fulfill({ status: 503, json: { code: "unavailable", detail: "away" } }));
    await eventually(async () => {
      await page.clock.fastForward(5_000);
      return page.locator(".not-known .figure").first().isVisible();
    }, "the line is not known");
    await page.getByText(/^暂时无法获取，显示的是/).waitFor();
    expect(await page.locator(".banner.alarm").count()).toBe(0);
    await page.unroute("**/v1/teams/*/queue");
    await page.getByRole("button", { name: "重试" }).click();
    await page.locator(".not-known").first().waitFor({ state: "detached" });
    await page.goto(`${engine.url}/console/#/inbox/unassigned`);
    await page.locator(".conversation-row", { hasText: "赵敏" }).waitFor();
    await page.route("**/v1/conversations?**", (route) => route.fulfill({ status: 503, json: { code: "unavailable", detail: "away" } }));
    await page.clock.fastForward(200_000);
    await page.locator(".list-age", { hasText: /此列表是 .分钟前的。/ }).waitFor();
    await context.close();
  });

  it("keeps a team's planned shifts, and says which one cannot be", async () => {
    const { page } = supervisor;
    await page.goto(`${engine.url}/console/#/people`);
    const edit = page.locator("section").last().locator("tbody button").first();
    await edit.click();
    const shifts = page.locator(".shifts");
    await shifts.getByRole("button", { name: "添加班次" }).click();
    await shifts.getByRole("button", { name: "下一周照此排" }).click();
    const [first, second] = [shifts.getByLabel("班次 1: 开始"), shifts.getByLabel("班次 2: 开始")];
    const [begins, again] = await Promise.all([first.inputValue(), second.inputValue()]);
    expect(Date.parse(again) - Date.parse(begins)).toBe(7 * 86_400_000);
    await shifts.getByLabel("班次 2: 结束").fill(begins);
    await page.locator(".dialog button[type=submit]").click();
    await shifts.getByText("班次的结束时间要晚于开始时间。").waitFor();
    await shifts.getByRole("button", { name: "删除 班次 2" }).click();
    await page.locator(".dialog button[type=submit]").click();
    await page.locator(".dialog").waitFor({ state: "detached" });
    await edit.click();
    expect(await shifts.getByLabel("班次 1: 开始").inputValue()).toBe(begins);
    expect(await shifts.locator("ul .shift").count()).toBe(1);
    await page.keyboard.press("Escape");
    expect(supervisor.complaints).toEqual([]);
  });

  it("leads from what became of suggestions to the conversations", async () => {
    const refused = await eventually(async () => {
      const { suggestions } = (await engine.call("GET", `/v1/conversations/${conversationId}`)).body as { suggestions: { id: string }[] };
      return suggestions[0];
    }, "an answer is offered");
    await engine.call("POST", `/v1/conversations/${conversationId}/suggestions`, { suggestionId: refused.id, used: "refused" });
    await eventually(async () => {
      const { total } = (await engine.call("GET", "/v1/reports/suggestions")).body as { total: { refused: number } };
      return total.refused === 1;
    }, "the refusal is counted");
    const { page } = supervisor;
    await page.locator(".rail-link", { hasText: "报表" }).click();
    await page.locator('.figure-link[href*="used=refused"]').first().click();
    await page.getByRole("heading", { level: 1, name: /^忽略/ }).waitFor();
    await page.locator("tbody").getByRole("link", { name: "李梅" }).waitFor();
    expect(supervisor.complaints).toEqual([]);
  });

  it("narrows what a search finds by channel, label and time, and marks the words", async () => {
    const { page } = supervisor;
    await page.goto(`${engine.url}/console/#/search?q=${encodeURIComponent("发票")}`);
    const found = page.locator(".search-rows .conversation-row", { hasText: "李梅" });
    await found.locator("mark", { hasText: "发票" }).waitFor();
    await page.getByLabel("渠道").selectOption("telegram");
    await found.waitFor({ state: "detached" });
    await page.getByLabel("渠道").selectOption("");
    await page.getByLabel("最近一条消息").selectOption("1");
    await page.getByLabel("团队").selectOption("support");
    await found.waitFor();
    await page.getByLabel("标签").fill("no such label");
    await found.waitFor({ state: "detached" });
    const { body } = await engine.call("GET", `/v1/conversations?since=${Date.now() + 60_000}`);
    expect(body.conversations).toEqual([]);
    expect(supervisor.complaints).toEqual([]);
  });

  it("shows a supervisor the pages that their rights open, the rules among them", async () => {
    const { page } = supervisor;
    await page.locator(".rail-link", { hasText: "自动化" }).click();
    await page.getByRole("heading", { level: 1, name: "自动化" }).waitFor();
    await page.getByText("还没有规则。").waitFor();
    expect(await page.locator(".rail-link", { hasText: "Webhook" }).count()).toBe(0);
    expect(supervisor.complaints).toEqual([]);
  });

  it("lets in by a new password whoever has forgotten theirs, and says when a link is good no more", async () => {
    const mail = await startEmail();
    await engine.call("POST", "/v1/channels", { kind: "email", name: "mail", config: mail.config, baseUrl: mail.baseUrl });
    const login = engine.demo.agents[1] ?? { email: "", password: "" };
    const { page, context, complaints } = await newPerson(browser);
    await page.goto(`${engine.url}/console/`);
    await page.locator("#email").fill(login.email);
    await page.getByRole("button", { name: "忘记密码？" }).click();
    expect(await page.locator("#reset-email").inputValue()).toBe(login.email);
    await page.getByRole("button", { name: "发送链接" }).click();
    await page.getByText("如果该邮箱已登记，邮件已在路上。").waitFor();
    const link = await eventually(async () => resetLinkIn(mail.calls.at(-1)?.body.toString("utf8") ?? ""), "a letter is sent");
    await mail.close();
    await page.goto("about:blank");
    await page.goto(link);
    await page.locator("#new-password").fill("1234567890");
    await page.keyboard.press("Enter");
    await page.getByText("请换一个：不要用常见密码，也不要包含您的姓名或邮箱。").waitFor();
    await page.locator("#new-password").fill("a newly made sentence");
    await page.keyboard.press("Enter");
    await page.getByText("密码已更新，所有登录均已退出，请用新密码登录。").waitFor();
    expect(page.url()).not.toContain("reset");
    await signIn({ page, context, complaints }, { ...login, password: "a newly made sentence" });
    await page.goto("about:blank");
    await page.goto(link);
    await page.locator("#new-password").fill("another new sentence");
    await page.keyboard.press("Enter");
    await page.getByText("此链接已使用或已过期，请返回重新申请。").waitFor();
    // Signed in all along: the old link took nothing away.
    await page.getByRole("button", { name: "返回登录" }).click();
    await page.locator(".rail").waitFor();
    await context.close();
  });
});
