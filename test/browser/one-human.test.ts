/** One human on WeChat, Telegram and the shop's page, and the agents who see one tree: by keyboard alone, and as a screen reader says it. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startTelegram, type TelegramFake } from "../support/fake-platforms/telegram.ts";
import { startWechatOa, type WechatOaFake } from "../support/fake-platforms/wechat_oa.ts";
import { hostToken } from "../support/host-token.ts";
import { launch, newPerson, noChromium, type Visit } from "./support/browser.ts";
import { type Chat, chatOn, conversationWith } from "./support/chat.ts";
import { composerOf, type Desk, openConsole, signIn } from "./support/desk.ts";
import { type Spoken, spokenOn } from "./support/spoken-names.ts";

const USER = "user-3345";

describe.skipIf(noChromium)("one human on several channels", () => {
  let engine: RunningEngine;
  let browser: Browser;
  let wechat: WechatOaFake;
  let telegram: TelegramFake;
  let agents: [Desk, Desk];
  let customer: Visit;
  let chat: Chat;
  const urls = { wechat: "", telegram: "" };

  beforeAll(async () => {
    [engine, browser, wechat, telegram] = await Promise.all([runEngine(), launch(), startWechatOa(), startTelegram()]);
    const accountOf = async (kind: string, { config, baseUrl }: WechatOaFake | TelegramFake): Promise<string> =>
      String((await engine.call("POST", "/v1/channels", { kind, name: kind, config, baseUrl })).body.webhookUrl);
    urls.wechat = await accountOf("wechat_oa", wechat);
    urls.telegram = await accountOf("telegram", telegram);
    await fetch(`${engine.url}/v1/orders/import`, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": "text/csv" },
      body: `number,status,phone,customer\n20263345,shipped,13800138000,${USER}\n`,
    });
    agents = [await openConsole(engine, browser), await openConsole(engine, browser)];
    customer = await newPerson(browser);
    chat = chatOn(customer.page);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([wechat?.close(), telegram?.close()]);
    await engine?.stop();
    await engine?.remove();
  });

  it("signs in, opens what is offered, answers and resolves it by keyboard alone", async () => {
    const [{ page }, other] = agents;
    const [login, colleague] = engine.demo.agents;
    if (!login || !colleague) throw new Error("the demo has two agents");
    await ring(urls.telegram, await telegram.say("700100", "I need a person: where is my parcel?"));
    await page.locator("#email").focus();
    await page.keyboard.type(login.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(login.password);
    await page.keyboard.press("Enter");
    await page.locator(".offer").waitFor();
    const reached = async (name: string): Promise<boolean> => {
      await page.keyboard.press("Tab");
      return Boolean(
        await page.evaluate(`document.activeElement?.closest(".offer") !== null && document.activeElement.textContent.includes(${JSON.stringify(name)})`),
      );
    };
    await eventually(() => reached("接受"), "the offer is reached by Tab");
    await page.keyboard.press("Enter");
    await page.locator(".turn", { hasText: "where is my parcel" }).first().waitFor();
    await page.evaluate("document.activeElement?.blur()");
    await page.keyboard.press("r");
    await page.locator("#composer:focus").waitFor();
    await page.keyboard.type("It comes tomorrow");
    await page.keyboard.press("Enter");
    await eventually(async () => telegram.delivered.some(({ text }) => text === "It comes tomorrow"), "Telegram has delivered the answer");
    await page.locator(".turn.agent:not(.outgoing)", { hasText: "It comes tomorrow" }).waitFor();
    await page.evaluate("document.activeElement?.blur()");
    await page.keyboard.press("e");
    await page.getByRole("button", { name: "重新打开" }).waitFor();
    await signIn(other, colleague);
  });

  it("is one tree on WeChat and, signed in, on the shop's page; the order card is there by itself", async () => {
    const link = await engine.call("POST", "/v1/identity/links", { userId: USER });
    await ring(urls.wechat, await wechat.say("o-li", `订单号 20263345 的快递丢了 ${String(link.body.token)}`));
    const first = await eventually(async () => {
      const { body } = await engine.call("GET", "/v1/conversations?channel=wechat_oa");
      return (body.conversations as { id: string; customerId: string }[])[0];
    }, "the WeChat conversation is listed");
    const { page } = customer;
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    await page.waitForFunction("window.kefu");
    await page.evaluate(`kefu.identify(${JSON.stringify(await hostToken(engine.demo.widgetSecret, USER, { name: "李梅" }))})`);
    await chat.open();
    await chat.say("订单尾号3345的快递到哪了，转人工");
    const { id } = await conversationWith(engine, "尾号3345");
    const tree = await eventually(async () => {
      const { body } = await engine.call("GET", `/v1/customers?identity=host_user:${USER}`);
      const text = JSON.stringify(body);
      return text.includes("快递丢了") && text.includes("尾号3345") && text;
    }, "both are one human's");
    expect(tree).not.toContain(String(link.body.token));
    expect([first.id, id].every((known) => tree.includes(known))).toBe(true);
    const [{ page: desk }] = agents;
    await desk.goto(`${engine.url}/console/#/inbox/all/${id}`);
    await desk.locator(".context .order", { hasText: "20263345" }).waitFor();
    await desk.locator(".context", { hasText: "微信" }).waitFor();
    expect(await desk.locator(".context").textContent()).toContain("李梅");
  });

  const quiet = async (page: Page, inFrame?: string): Promise<Spoken> => {
    const spoken = await spokenOn(page, inFrame);
    expect(spoken.nameless, spoken.said.join("\n")).toEqual([]);
    return spoken;
  };

  it("names everything to a screen reader: inbox and conversation, knowledge, settings, and the customer's chat", async () => {
    const [{ page }] = agents;
    const { said } = await quiet(page);
    for (const wanted of [/^button: 转接/, /^button: 结束/, /^textbox: /, /^link: .*李梅/])
      expect(
        said.some((line) => wanted.test(line)),
        String(wanted),
      ).toBe(true);
    for (const [path, shown] of [
      ["knowledge", "tbody tr"],
      ["search", "input"],
      ["settings", "section"],
    ] as const) {
      await page.goto(`${engine.url}/console/#/${path}`);
      await page.locator(`main ${shown}`).first().waitFor();
      await quiet(page);
    }
    await quiet(customer.page);
    const { said: chatSaid } = await quiet(customer.page, "/widget/frame");
    for (const wanted of ["textbox: 请输入消息", "button: 菜单", "button: 关闭客服", "log: 消息"]) expect(chatSaid).toContain(wanted);
    expect((await spokenOn(customer.page)).said).toContain("dialog: 在线客服");
  });

  it("shows a hostile customer's words as words, however long they are", async () => {
    const [{ page }] = agents;
    const hostile = `<img src=x onerror="document.title='owned'"> [x](javascript:alert(1)) \u202Egnp.exe ${"Z\u0351\u036b\u0343".repeat(200)} مرحبا`;
    const sent = await engine.call("POST", "/v1/message", { from: { id: "evil", name: `<b>\u202Ex</b> ${"名".repeat(80)}` }, text: hostile });
    const long = await engine.call("POST", "/v1/message", { from: { id: "evil" }, text: `${"长".repeat(50_000)}${"w".repeat(49_990)}the end` });
    expect([sent.status, long.status]).toEqual([202, 202]);
    await page.goto(`${engine.url}/console/#/inbox/all/${String(sent.body.conversationId)}`);
    await page.locator(".turn.customer", { hasText: "gnp.exe" }).waitFor();
    expect(await page.title()).toBe("Kefu");
    expect(await page.locator(".timeline img, .timeline a[href^=javascript], .conversation-row b, .head-name b").count()).toBe(0);
    expect(
      await page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.querySelector('.timeline').scrollWidth <= document.querySelector('.timeline').clientWidth",
      ),
    ).toBe(true);
    await composerOf(page).isVisible();
    for (const { complaints } of [...agents, customer]) expect(complaints).toEqual([]);
  });
});
