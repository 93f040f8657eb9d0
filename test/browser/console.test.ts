/** The console in a real browser at the real engine. Longer than other files: kept whole, because it is one person at one desk: each test goes on where the last one ended. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, noChromium } from "./support/browser.ts";
import { accept, composerOf, type Desk, openConsole, signIn, stripOf } from "./support/desk.ts";

const textsOf = (page: Page, kind: string): Promise<string[]> => page.locator(`.turn.${kind} .words`).allInnerTexts();

describe.skipIf(noChromium)("the console in a browser", () => {
  let engine: RunningEngine;
  let browser: Browser;
  let desk: Desk;
  let page: Page;
  let count = 0;

  const says = async (from: string, text: string): Promise<string> => {
    count += 1;
    const sent = await engine.call("POST", "/v1/message", { from: { id: from, name: from }, text, externalId: `e-${count}` });
    expect(sent.status, JSON.stringify(sent.body)).toBe(202);
    return String(sent.body.conversationId);
  };
  const repliesIn = async (conversationId: string): Promise<string[]> => {
    const view = await engine.call("GET", `/v1/conversations/${conversationId}`);
    return (view.body.turns as { kind: string; parts: { text: string }[] }[]).filter((turn) => turn.kind === "reply").map((turn) => turn.parts[0]?.text ?? "");
  };

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    desk = await openConsole(engine, browser);
    page = desk.page;
  });
  afterAll(() => endBoth(browser, engine));

  it("tells a wrong password apart from a right one and keeps the address", async () => {
    const [agent] = engine.demo.agents;
    if (!agent) throw new Error("the demo has an agent");
    await page.locator("#email").fill(agent.email);
    await page.locator("#password").fill("not the password");
    await page.keyboard.press("Enter");
    await page.getByText("邮箱或密码不正确").waitFor();
    expect(await page.locator("#email").inputValue()).toBe(agent.email);
    // The refused sign-in is a 401, which browsers write to their console by themselves.
    desk.complaints.length = 0;
    await signIn(desk, agent);
    await page.getByText("收件箱已清空").waitFor();
  });

  it("offers a new conversation and shows the next message the moment it comes", async () => {
    await says("王芳", "你好，我想问一下我的包裹");
    await accept(page, "你好，我想问一下我的包裹");
    await says("王芳", "已经三天没有动静了");
    await page.locator(".turn.customer", { hasText: "已经三天没有动静了" }).waitFor();
    expect(await page.locator(".conversation-row", { hasText: "已经三天没有动静了" }).count()).toBe(1);
  });

  it("sends with Enter, starts a line with Shift and Enter, and shows how far the reply has come", async () => {
    const composer = composerOf(page);
    await composer.fill("您好");
    await composer.press("Shift+Enter");
    await composer.pressSequentially("我查一下");
    await composer.press("Enter");
    expect(await composer.inputValue()).toBe("");
    await page.locator(".turn.agent [data-delivery=sent]").first().waitFor();
    expect(await textsOf(page, "agent")).toEqual(["您好\n我查一下"]);
  });

  it("takes a suggestion with Tab, changes nothing before Enter, and sends it once", async () => {
    const conversationId = await says("李雷", "退款多久到账？");
    await accept(page, "退款多久到账？");
    await stripOf(page).waitFor();
    const offered = await stripOf(page).locator(".suggestion-text").textContent();
    expect(await stripOf(page).textContent()).toMatch(/\d+ %/);
    expect(await stripOf(page).textContent()).toContain("退款多久到账");
    await composerOf(page).focus();
    await page.keyboard.press("Tab");
    expect(await composerOf(page).inputValue()).toBe(offered);
    expect(await repliesIn(conversationId)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.locator(".turn.agent [data-delivery=sent]").first().waitFor();
    expect(await repliesIn(conversationId)).toEqual([offered]);
  });

  it("never traps the keyboard: Shift and Tab leave the field, and so does Tab once nothing is offered", async () => {
    await says("李雷", "开发票怎么弄？");
    await stripOf(page).waitFor();
    await composerOf(page).focus();
    await page.keyboard.press("Shift+Tab");
    expect(await composerOf(page).inputValue()).toBe("");
    expect(await page.evaluate("document.activeElement.id")).not.toBe("composer");
    await composerOf(page).focus();
    await page.keyboard.press("Escape");
    await stripOf(page).waitFor({ state: "detached" });
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.id")).not.toBe("composer");
  });

  it("leaves Enter and Tab to an input method that is composing", async () => {
    const conversationId = await says("韩梅梅", "七天无理由怎么退货？");
    await accept(page, "七天无理由怎么退货？");
    await stripOf(page).waitFor();
    await composerOf(page).focus();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await repliesIn(conversationId)).toEqual([]);
    await composerOf(page).focus();
    await session.send("Input.insertText", { text: "你好" });
    await eventually(async () => (await composerOf(page).inputValue()).includes("你好"), "the composed words stand in the field");
    await composerOf(page).fill("");
  });

  it("keeps a draft per conversation over going elsewhere and over a reload", async () => {
    await composerOf(page).fill("写了一半");
    await page.locator(".conversation-row", { hasText: "李雷" }).click();
    await page.locator(".head-name", { hasText: "李雷" }).waitFor();
    expect(await composerOf(page).inputValue()).toBe("");
    await page.locator(".conversation-row", { hasText: "韩梅梅" }).click();
    await page.locator(".head-name", { hasText: "韩梅梅" }).waitFor();
    expect(await composerOf(page).inputValue()).toBe("写了一半");
    await page.reload();
    await eventually(async () => (await composerOf(page).inputValue()) === "写了一半", "the draft is there after a reload");
    await composerOf(page).fill("");
  });

  it("misses nothing and doubles nothing over a cut connection, and sends what was written meanwhile", async () => {
    await desk.cut();
    await page.getByText("连接已中断").waitFor();
    for (const number of [1, 2, 3, 4, 5]) await says("韩梅梅", `断线期间 ${number}`);
    desk.mend();
    await page.locator(".turn.customer", { hasText: "断线期间 5" }).waitFor();
    await page.getByText("连接已中断").waitFor({ state: "detached" });
    await says("韩梅梅", "断线之后");
    await page.locator(".turn.customer", { hasText: "断线之后" }).waitFor();
    const texts = (await textsOf(page, "customer")).filter((text) => text.startsWith("断线"));
    expect(texts).toEqual(["断线期间 1", "断线期间 2", "断线期间 3", "断线期间 4", "断线期间 5", "断线之后"]);
  });

  it("sends a reply that was written without a network when the network is back, once", async () => {
    await page.context().setOffline(true);
    await composerOf(page).fill("离线时写的");
    await composerOf(page).press("Enter");
    await page.locator(".turn.outgoing", { hasText: "离线时写的" }).waitFor();
    await page.context().setOffline(false);
    await page.locator(".turn.agent:not(.outgoing)", { hasText: "离线时写的" }).waitFor();
    expect((await textsOf(page, "agent")).filter((text) => text === "离线时写的")).toHaveLength(1);
    desk.complaints.length = 0;
  });

  it("finds a canned reply by pinyin initials, fills it in, and holds it back while a place is open", async () => {
    const canned = [{ id: "1", shortcut: "tk", title: "退款进度", text: "{{customer}}您好，订单 {{order}} 的退款已在处理" }];
    await page.evaluate(`localStorage.setItem("kefu.canned", ${JSON.stringify(JSON.stringify({ state: { replies: canned }, version: 0 }))})`);
    await page.reload();
    await composerOf(page).fill("/tkjd");
    await page.locator(".canned-option", { hasText: "退款进度" }).waitFor();
    await composerOf(page).press("Enter");
    expect(await composerOf(page).inputValue()).toBe("韩梅梅您好，订单 {{order}} 的退款已在处理");
    await composerOf(page).press("Enter");
    await page.getByText("请先填写标出的内容再发送").waitFor();
    // The open place is selected: typing replaces it.
    await page.keyboard.type("2024112233");
    await composerOf(page).press("Enter");
    await page.locator(".turn.agent:not(.outgoing)", { hasText: "订单 2024112233 的退款已在处理" }).waitFor();
  });

  it("fills the order card by itself from the customer's words", async () => {
    const csv = "number,status,phone\n20263345,shipped,13800138000\n";
    const imported = await fetch(`${engine.url}/v1/orders/import`, {
      method: "POST",
      headers: { authorization: `Bearer ${engine.demo.apiKey}`, "content-type": "text/csv" },
      body: csv,
    });
    expect(await imported.json()).toMatchObject({ imported: 1 });
    await says("韩梅梅", "订单尾号3345的快递到哪了");
    await page.locator(".context .order", { hasText: "20263345" }).waitFor();
  });

  it("sends a picture with the words and shows it", async () => {
    const pixel = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
    await page.locator("input[type=file]").setInputFiles({ name: "照片.png", mimeType: "image/png", buffer: pixel });
    await page.locator(".attachments .chip", { hasText: "照片.png" }).waitFor();
    await composerOf(page).fill("请看图片");
    await page.getByText("上传中").waitFor({ state: "detached" });
    await composerOf(page).press("Enter");
    await page.locator(".turn.agent:not(.outgoing)", { hasText: "请看图片" }).locator(".picture img").waitFor();
  });

  it("keeps a note among colleagues and marks it as one", async () => {
    await composerOf(page).blur();
    await page.keyboard.press("n");
    await page.keyboard.type("客户比较着急");
    await page.keyboard.press("Enter");
    await page.locator(".turn.note", { hasText: "客户比较着急" }).waitFor();
    await page.getByRole("button", { name: "回复", exact: true }).click();
  });

  it("shows words of a hostile customer as words", async () => {
    const hostile = `<img src=x onerror="document.title='owned'"> [x](javascript:alert(1)) javascript:alert(1) \u202Egnp.exe ${"z\u0301\u0302\u0303".repeat(40)}`;
    await says("黑客", hostile);
    await accept(page, "<img src=x");
    expect(await page.title()).toBe("Kefu");
    expect(await page.locator(".timeline img").count()).toBe(0);
    expect(await page.locator(".timeline a[href^=javascript]").count()).toBe(0);
  });

  it("resolves a conversation by key and opens it again", async () => {
    await page.locator(".conversation-row", { hasText: "王芳" }).click();
    await page.locator(".head-name", { hasText: "王芳" }).waitFor();
    await page.keyboard.press("e");
    await page.getByRole("button", { name: "重新打开" }).click();
    await page.getByRole("button", { name: "结束" }).waitFor();
  });

  it("hands a conversation to a colleague with a note, and it leaves my list", async () => {
    const other = await openConsole(engine, browser);
    const [, colleague] = engine.demo.agents;
    if (!colleague) throw new Error("the demo has two agents");
    await signIn(other, colleague);
    await page.locator(".conversation-row", { hasText: "韩梅梅" }).click();
    await page.locator(".head-name", { hasText: "韩梅梅" }).waitFor();
    await other.page.goto(page.url());
    await page.locator(".colleagues", { hasText: "Ana Silva" }).waitFor();
    await composerOf(page).fill("另一台设备上接着写");
    const device = await openConsole(engine, browser);
    await signIn(device, engine.demo.agents[0] ?? colleague);
    await device.page.goto(page.url());
    await eventually(async () => (await composerOf(device.page).inputValue()) === "另一台设备上接着写", "the draft is there on another device");
    await composerOf(device.page).fill("");
    await eventually(async () => (await composerOf(page).inputValue()) === "", "and gone where it was begun");
    await device.context.close();
    await page.getByRole("button", { name: "转接" }).click();
    await page.locator(".choice", { hasText: "Ana Silva" }).click();
    await page.locator("#transfer-note").fill("请继续跟进");
    await page.locator(".dialog button[type=submit]").click();
    await page.locator(".conversation-row", { hasText: "韩梅梅" }).waitFor({ state: "detached" });
    await other.page.locator(".offer", { hasText: "韩梅梅" }).locator("button.primary").click();
    await other.page.locator(".turn.note", { hasText: "请继续跟进" }).waitFor();
    expect(other.complaints).toEqual([]);
    await other.context.close();
  });

  it("complains of nothing in the browser's console", () => {
    expect(desk.complaints).toEqual([]);
  });
});
