/** An agent passes conversations on, in one browser, to a colleague in another: refused, taken, to the bot, and to whom nobody can pass one at once. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { seriousFindings } from "./support/axe.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";

describe.skipIf(noChromium)("transfer at the console", { timeout: 90_000 }, () => {
  let engine: RunningEngine;
  let browser: Browser;
  let sender: Desk;
  let colleague: Desk;
  let me: { id: string; name: string };
  let other: { id: string; name: string };

  /** A conversation of the team that both are in, mine and on my screen. */
  async function mineNow(from: string, text: string): Promise<string> {
    const sent = await engine.call("POST", "/v1/message", { from: { id: from, name: from }, text });
    const id = String(sent.body.conversationId);
    await eventually(
      async () => (await engine.call("POST", `/v1/conversations/${id}/assign`, { agentId: me.id })).status === 200,
      "the sender has the conversation",
    );
    await sender.page.goto(`${engine.url}/console/#/inbox/mine/${id}`);
    await composerOf(sender.page).waitFor();
    await sender.page.locator(".head-name", { hasText: from }).waitFor();
    return id;
  }
  const openDialog = async (): Promise<void> => {
    await sender.page.getByRole("button", { name: "转接", exact: true }).first().click();
    await sender.page.locator(".dialog .choice").first().waitFor();
  };
  const go = (): Promise<void> => sender.page.locator(".dialog button[type=submit]").click();
  const choose = (name: string): Promise<void> => sender.page.locator(".dialog .choice", { hasText: name }).click();
  const ownerOf = async (id: string): Promise<{ kind: string; agentId?: string }> =>
    ((await engine.call("GET", `/v1/conversations/${id}`)).body.conversation as { owner: { kind: string; agentId?: string } }).owner;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    const [first, second] = engine.demo.agents;
    if (!first || !second) throw new Error("the demo has two agents");
    const personOf = async (login: { email: string; password: string }): Promise<{ id: string; name: string }> =>
      (await engine.call("POST", "/v1/sign-in", login, { token: null })).body.agent as { id: string; name: string };
    [me, other] = await Promise.all([personOf(first), personOf(second)]);
    [sender, colleague] = await Promise.all([openConsole(engine, browser), openConsole(engine, browser)]);
    await Promise.all([signIn(sender, first), signIn(colleague, second)]);
  });
  afterAll(() => endBoth(browser, engine));

  it("comes back visibly when the colleague declines, and is taken when they accept", async () => {
    const { page } = sender;
    const id = await mineNow("李梅", "退款还没有到账");
    await openDialog();
    await choose(other.name);
    await page.locator("#transfer-note").fill("请看退款单");
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await go();
    await page.locator(".toast", { hasText: `已转接给 ${other.name}` }).waitFor();
    await colleague.page.locator(".offer", { hasText: "李梅" }).getByRole("button", { name: "拒绝" }).click();
    await page
      .locator(".toast", { hasText: `转接被退回：${other.name} 没有接手` })
      .getByRole("button", { name: "关闭" })
      .click();
    const offer = page.locator(".offer", { hasText: `${other.name} 没有接手` });
    await offer.waitFor();
    await page.locator(".composer .banner", { hasText: `${other.name} 没有接手` }).waitFor();
    expect(await seriousFindings(page.mainFrame())).toEqual([]);
    await offer.locator("button.primary").click();
    await eventually(async () => (await ownerOf(id)).agentId === me.id, "the sender has it again");
    await page.locator(".composer .banner", { hasText: "没有接手" }).waitFor({ state: "detached" });
  });

  it("goes to the bot, which then has it", async () => {
    const id = await mineNow("王磊", "谢谢，没有别的问题了");
    await openDialog();
    await choose("机器人");
    await sender.page.getByText("此后由机器人回复客户").waitFor();
    expect(await sender.page.getByLabel("先请同事协助").count()).toBe(0);
    await go();
    await eventually(async () => (await ownerOf(id)).kind === "bot", "the bot has it");
    await sender.page.locator(".composer .banner", { hasText: "此会话尚无人处理" }).waitFor();
  });

  it("says beforehand what becomes of it when the colleague is not there, cannot take more, or is of another team", async () => {
    const { page } = sender;
    const login = { email: "outsider@example.com", password: "a long enough password" };
    await engine.call("POST", "/v1/agents", { name: "Outsider", ...login });
    await mineNow("赵敏", "想改收货地址");
    await page.reload();
    await openDialog();
    await choose(other.name);
    await page.getByText("会话立即离开您").waitFor();
    const { body } = await engine.call("POST", "/v1/sign-in", engine.demo.agents[1], { token: null });
    const presence = (state: string) => engine.call("POST", "/v1/agents/me/presence", { state }, { token: String(body.token) });
    await presence("busy");
    await page.getByText(`${other.name} 暂时接不了`).waitFor();
    await presence("offline");
    await page.getByText(`${other.name} 现在不在`).waitFor();
    await choose("Outsider");
    await page.getByText("请先请对方协助").waitFor();
    expect(await page.getByLabel("直接转接").count()).toBe(0);
    expect(await page.locator(".dialog button[type=submit]").innerText()).toBe("请求协助");
    expect(sender.complaints).toEqual([]);
  });
});
