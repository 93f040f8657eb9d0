/** Colleagues in two browsers: one comes in by the company's identity provider, the other names her in a note, and asks her for help. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { type RunningProvider, startIdentityProvider } from "../support/identity-provider.ts";
import { seriousFindings } from "./support/axe.ts";
import { launch, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

const PATIENCE_MS = 120_000;

describe.skipIf(noChromium)("colleagues at their consoles", { timeout: PATIENCE_MS }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let provider: RunningProvider;
  let writer: Desk;
  let named: Desk;
  let conversationId: string;
  const [first, second] = [0, 1] as const;
  const loginOf = (index: number) => {
    const login = engine.demo.agents[index];
    if (!login) throw new Error("the demo has two agents");
    return login;
  };

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    provider = await startIdentityProvider(`${engine.url}/v1/sign-in/oidc/callback`);
    const { issuer, clientId, clientSecret } = provider;
    const { email } = loginOf(second);
    provider.people.set("s-2", { sub: "s-2", email, email_verified: true, name: "Colleague" });
    await engine.call("POST", "/v1/identity-providers", { name: "示例公司", issuer, clientId, clientSecret, domains: [email.split("@")[1]] });
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-1", name: "李梅" }, text: "发票抬头写错了" });
    conversationId = String(sent.body.conversationId);
    [writer, named] = await Promise.all([openConsole(engine, browser), openConsole(engine, browser)]);
  });
  afterAll(async () => {
    await browser?.close();
    await provider?.close();
    await engine?.stop();
    await engine?.remove();
  });

  it("come in by the provider of their mail domain, and are told why not", async () => {
    const { page } = named;
    await page.locator("#email").fill(loginOf(second).email);
    await page.getByRole("button", { name: "用 示例公司 登录" }).click();
    await page.locator('input[name="login"]').fill("s-2");
    await page.locator('input[name="password"]').fill("any");
    await page.locator('button[type="submit"]').click();
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: "attached" });
    await page.locator('button[type="submit"]').click();
    await page.locator(".rail").waitFor();
    // The provider's own pages ask for a font and an icon.
    named.complaints.length = 0;
    expect(page.url()).not.toContain("ticket");
    const stranger = await openConsole(engine, browser);
    await stranger.page.goto(`${engine.url}/console/?#sign-in-failed=unknown`);
    await stranger.page.getByText("这里没有您的邮箱，请管理员先添加您。").waitFor();
    await stranger.context.close();
  });

  it("are told when a note names them, and find the conversation again", async () => {
    await signIn(writer, loginOf(first));
    const { page } = writer;
    await page.goto(`${engine.url}/console/#/inbox/all/${conversationId}`);
    await composerOf(page).waitFor();
    await page.getByRole("button", { name: "备注", exact: true }).click();
    const colleague = await engine.call("POST", "/v1/sign-in", loginOf(second), { token: null });
    const { name } = colleague.body.agent as { name: string };
    await composerOf(page).pressSequentially(`请看一下 @${name.slice(0, 2)}`);
    await page.locator(".canned-option").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await composerOf(page).inputValue()).toBe(`请看一下 @${name} `);
    await page.keyboard.press("Enter");
    await page.locator(".turn.note", { hasText: `@${name}` }).waitFor();
    const toast = named.page.locator(".toast", { hasText: "在备注中提到了您" });
    await toast.waitFor();
    await toast.locator("button.small").first().click();
    await named.page.locator(".turn.note", { hasText: `@${name}` }).waitFor();
    expect(named.page.url()).toContain(`/inbox/mentions/${conversationId}`);
    await named.page.locator(`.conversation-row[href*="${conversationId}"]`).waitFor({ timeout: PATIENCE_MS });
  });

  const personOf = async (index: number): Promise<{ id: string; name: string }> =>
    (await engine.call("POST", "/v1/sign-in", loginOf(index), { token: null })).body.agent as { id: string; name: string };
  /** The writer asks in the transfer dialog; the colleague comes by the list of questions. */
  async function askForHelp(name: string, note: string): Promise<void> {
    const { page } = writer;
    await page.getByRole("button", { name: "转接", exact: true }).click();
    await page.locator(".dialog .choice", { hasText: name }).click();
    await page.getByLabel("先请同事协助").check();
    await page.locator("#transfer-note").fill(note);
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await page.getByRole("button", { name: "请求协助" }).click();
    await page.locator(".consult", { hasText: "对方尚未回应" }).waitFor();
  }

  it("help in notes, decline with a reason, and take over when it is handed to them", async () => {
    const [owner, helper] = await Promise.all([personOf(first), personOf(second)]);
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-2", name: "王磊" }, text: "企业发票要怎么开" });
    const id = String(sent.body.conversationId);
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: owner.id })).status === 200,
      "the writer has the conversation",
    );
    await writer.page.goto(`${engine.url}/console/#/inbox/mine/${id}`);
    await composerOf(writer.page).waitFor();
    await askForHelp(helper.name, "对公开票的条件？");
    const { page } = named;
    await page.locator(".toast", { hasText: "同事请您协助：王磊" }).getByRole("button", { name: "去看看" }).click();
    await page.locator(".turn.note", { hasText: "对公开票的条件？" }).waitFor();
    const line = page.locator(".consult");
    await line.getByText(`${owner.name} 请您协助。`).waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await line.getByRole("button", { name: "去协助" }).click();
    await line.getByText(`您正在协助 ${owner.name}`).waitFor();
    await composerOf(page).fill("先要税号");
    await page.keyboard.press("Enter");
    await writer.page.locator(".turn.note", { hasText: "先要税号" }).waitFor();
    await writer.page.locator(".consult", { hasText: `${helper.name} 正在用备注协助您` }).waitFor();
    await writer.page.getByRole("button", { name: "转交", exact: true }).click();
    await line.getByText("想把此会话转交给您").waitFor();
    await line.getByRole("button", { name: "婉拒" }).click();
    await page.locator("#decline-reason").fill("在开会");
    await page.locator(".dialog button[type=submit]").click();
    await writer.page.locator(".toast", { hasText: "同事婉拒了：王磊 · 在开会" }).getByRole("button", { name: "关闭" }).click();
    await page.locator(".questions").waitFor({ state: "detached" });
    await askForHelp(helper.name, "现在方便吗？");
    await page.locator(".question", { hasText: "王磊" }).click();
    await line.getByRole("button", { name: "去协助" }).click();
    await writer.page.getByRole("button", { name: "转交", exact: true }).click();
    await line.getByRole("button", { name: "接手" }).click();
    await writer.page.locator(".toast", { hasText: "同事已接手：王磊" }).waitFor();
    await line.waitFor({ state: "detached" });
    await page.locator(".event", { hasText: `从 ${owner.name} 接手` }).waitFor({ state: "attached" });
    await composerOf(page).fill("请提供税号");
    await page.keyboard.press("Enter");
    await page.locator(".turn", { hasText: "请提供税号" }).first().waitFor();
    expect([...writer.complaints, ...named.complaints]).toEqual([]);
  });

  it("see a conversation of another team while they are asked, and no longer", async () => {
    const login = { email: "expert@example.com", password: "a long enough password" };
    await engine.call("POST", "/v1/agents", { name: "Expert", ...login });
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-3", name: "赵敏" }, text: "合同上的税号是多少", teamId: "support" });
    const id = String(sent.body.conversationId);
    const owner = await personOf(first);
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: owner.id, teamId: "support" })).status === 200,
      "the writer has the conversation",
    );
    const expert = await openConsole(engine, browser);
    await signIn(expert, login);
    await writer.page.reload();
    await writer.page.goto(`${engine.url}/console/#/inbox/mine/${id}`);
    await writer.page.locator(".turn", { hasText: "合同上的税号是多少" }).waitFor();
    await askForHelp("Expert", "是哪一份合同？");
    await expert.page.locator(".question", { hasText: "赵敏" }).click();
    const words = expert.page.locator(".turn", { hasText: "合同上的税号是多少" });
    await words.waitFor();
    await writer.page.getByRole("button", { name: "收回" }).click();
    await expert.page.locator(".banner", { hasText: "内容已不存在" }).waitFor();
    expect(await words.count()).toBe(0);
    await expert.context.close();
  });

  it("call whoever asked to be called, and say what came of it", async () => {
    const owner = await personOf(first);
    const phone = "+86 138 0013 8000";
    const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null });
    const token = String(issued.body.token);
    const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", token);
    visitor.send({ t: "send", cid: "v-1", parts: [{ type: "text", text: "转人工" }] });
    const id = String((await visitor.frame(({ t }) => t === "ack", "the words are kept")).conversationId);
    visitor.close();
    const wish = { conversationId: id, wish: "callback", contact: { phone } };
    await eventually(async () => (await engine.call("POST", "/v1/visitor/queue", wish, { token })).status === 200, "they wait to be called");
    expect((await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: owner.id })).status).toBe(200);
    const { page } = writer;
    await page
      .locator(".toast", { hasText: `有客户在等您回电：${phone}` })
      .getByRole("button", { name: "去看看" })
      .click();
    const task = page.locator(".call-back");
    expect(await task.getByRole("link").getAttribute("href")).toBe("tel:+8613800138000");
    await task.getByRole("button", { name: "未接通" }).click();
    await page.locator(".event", { hasText: "已回电，未接通" }).waitFor({ state: "attached" });
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await task.getByRole("button", { name: "已接通" }).click();
    await task.waitFor({ state: "detached" });
    expect(writer.complaints).toEqual([]);
  });

  it("use a canned reply, which is counted, and say what a message really meant", async () => {
    await engine.call("POST", "/v1/canned-replies", { shortcut: "fp", title: "发票更正", text: "发票更正后会重新发送。", shared: true });
    const { page } = writer;
    await page.goto(`${engine.url}/console/#/inbox/all/${conversationId}`);
    await page.reload();
    await composerOf(page).waitFor();
    await page.getByRole("button", { name: "回复", exact: true }).click();
    await composerOf(page).fill("/fp");
    await page.locator(".canned-option", { hasText: "发票更正" }).click();
    expect(await composerOf(page).inputValue()).toBe("发票更正后会重新发送。");
    await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/canned-replies");
      return (body.replies as { shortcut: string; uses: number }[]).some(({ shortcut, uses }) => shortcut === "fp" && uses === 1);
    }, "the use is counted");
    await page.locator(".understood button").first().click();
    await page.locator('.choice input[value="greeting"]').check();
    await page.locator(".dialog button[type=submit]").click();
    await page.locator(".toast", { hasText: "已记录" }).waitFor();
    expect([...writer.complaints, ...named.complaints]).toEqual([]);
  });
});
