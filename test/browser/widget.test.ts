/** The customers' widget in a real browser at the real engine: what a customer does and sees. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { accept, agentTab, answer, chatOn, conversationWith } from "./support/chat.ts";

describe.skipIf(noChromium)("the widget in a browser", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  it("takes a customer's words to the agent and shows the agent typing, the answer and that it was read", async () => {
    const { page, context, complaints } = await newPerson(browser);
    const agent = await agentTab(engine);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("请问发票怎么开，转人工");
    const { id } = await conversationWith(engine, "发票怎么开");
    await accept(agent, id);
    await chat.frame.getByText("正在为您服务").waitFor();
    agent.send({ t: "typing", conversationId: id, on: true });
    await chat.frame.locator(".typing").waitFor();
    agent.send({ t: "reply", cid: "b-1", conversationId: id, parts: [{ type: "text", text: "在订单页面申请即可" }] });
    await chat.shows("在订单页面申请即可");
    expect(await chat.words()).toEqual(["请问发票怎么开，转人工", "在订单页面申请即可"]);
    expect(await chat.frame.locator(".typing").count()).toBe(0);
    agent.send({ t: "read", conversationId: id, upToSeq: 1 });
    await chat.frame.locator(".state.read").waitFor();
    await eventually(async () => {
      const view = await engine.call("GET", `/v1/conversations/${id}`);
      return (view.body.turns as { kind: string; delivery?: { state: string } }[]).find((turn) => turn.kind === "reply")?.delivery?.state === "read";
    }, "the agent sees that the answer was read");
    expect(complaints).toEqual([]);
    agent.close();
    await context.close();
  });

  it("keeps the conversation over reloads and in other tabs, and counts what was not seen", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("第一句，我要退货");
    const { id } = await conversationWith(engine, "第一句");
    await answer(engine, id, { text: "请说订单号" });
    await chat.shows("请说订单号");
    await page.reload();
    await answer(engine, id, { text: "还在吗" });
    await page.locator("kefu-widget .badge", { hasText: "1" }).waitFor();
    expect(await chat.launcher.getAttribute("aria-label")).toContain("1");
    await chat.open();
    await chat.shows("还在吗");
    expect(await chat.words()).toEqual(["第一句，我要退货", "请说订单号", "还在吗"]);
    const other = chatOn(await context.newPage());
    await other.launcher.page().goto(`${engine.url}/demo?lang=zh-CN`);
    await other.open();
    await other.say("从另一个标签页说的");
    await chat.shows("从另一个标签页说的");
    expect(await other.words()).toEqual(await chat.words());
    await context.close();
  });

  it("answers a quick reply with its button and never opens an unsafe address", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("我要改地址");
    const { id } = await conversationWith(engine, "改地址");
    const choices = [
      { id: "y", label: "改到公司" },
      { id: "evil", label: "危险", url: "javascript:alert(1)" },
      { id: "page", label: "订单页", url: "https://shop.example/orders" },
    ];
    await answer(engine, id, { text: "改到哪里？", choices });
    const pills = chat.frame.locator(".pills");
    await pills.getByText("改到公司").waitFor();
    expect(await pills.locator("a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual(["https://shop.example/orders"]);
    await pills.getByText("改到公司").click();
    await chat.frame.locator(".customer .bubble", { hasText: "改到公司" }).waitFor();
    await eventually(async () => {
      const view = await engine.call("GET", `/v1/conversations/${id}`);
      return JSON.stringify(view.body.turns).includes('"type":"action","id":"y"');
    }, "the pressed button is recorded as one");
    await pills.waitFor({ state: "detached" });
    await context.close();
  });

  it("brings a customer to a person in one press, and lets them leave a message with a contact while they wait", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.frame.getByRole("button", { name: "Talk to a person" }).click();
    await chat.frame.locator(".customer .bubble", { hasText: "Talk to a person" }).waitFor();
    await chat.frame.getByText("You are in the queue").waitFor();
    await chat.frame.getByRole("button", { name: "Don't want to wait?" }).click();
    await chat.frame.getByRole("button", { name: "Leave a message instead" }).click();
    const contact = chat.frame.getByLabel("E-mail or phone");
    await contact.fill("not a contact");
    await chat.frame.getByLabel("Your message").fill("Please call me about order 3345");
    await page.keyboard.press("Tab");
    await chat.frame.getByRole("button", { name: "Leave message" }).click();
    await chat.frame.getByText("Give an e-mail address or a phone number").waitFor();
    await contact.fill("ana@example.com");
    await contact.press("Enter");
    await chat.shows("Please call me about order 3345");
    await chat.frame.getByText("We will answer at ana@example.com").waitFor();
    const { id } = await conversationWith(engine, "Please call me");
    const { body } = await engine.call("GET", `/v1/conversations/${id}`);
    expect(body.customer).toMatchObject({ facts: expect.arrayContaining([expect.objectContaining({ name: "contact", value: "ana@example.com" })]) });
    await context.close();
  });

  it("asks how it was once the conversation has ended, by keys too, and opens again when the customer writes", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.open();
    await chat.say("my refund, please rate me");
    const { id } = await conversationWith(engine, "rate me");
    await answer(engine, id, { text: "Done" });
    await chat.shows("Done");
    await engine.call("POST", `/v1/conversations/${id}/resolve`, {});
    await chat.frame.getByText("How did we do?").waitFor();
    await chat.frame.getByLabel("3, OK").focus();
    await page.keyboard.press("4");
    await chat.frame.getByLabel("Anything to add?").fill("quick 3 days");
    await chat.frame.getByRole("button", { name: "Send rating" }).click();
    await chat.frame.getByText("Thank you for your rating").waitFor();
    await eventually(async () => {
      const { body } = await engine.call("GET", `/v1/conversations/${id}`);
      return JSON.stringify(body.turns).includes('"score":"4"');
    }, "the rating is in the conversation");
    await chat.say("one more thing");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "one more thing" }).waitFor();
    await chat.frame.getByText("Thank you for your rating").waitFor({ state: "detached" });
    await context.close();
  });

  it("does not send half a word while an input method composes", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=zh-CN`);
    const chat = chatOn(page);
    await chat.open();
    await chat.composer.focus();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Input.imeSetComposition", { text: "tui huo", selectionStart: 7, selectionEnd: 7 });
    await page.keyboard.press("Enter");
    await devtools.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
    expect(await chat.words()).toEqual([]);
    await chat.composer.fill("退货");
    await page.keyboard.press("Shift+Enter");
    expect(await chat.words()).toEqual([]);
    await page.keyboard.press("Enter");
    await chat.shows("退货");
    expect(await chat.words()).toEqual(["退货"]);
    await context.close();
  });

  it("is used by keyboard alone, and gives the focus back", async () => {
    const { page, context } = await newPerson(browser);
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.launcher.waitFor();
    await chat.launcher.focus();
    await page.keyboard.press("Enter");
    await eventually(() => chat.composer.evaluate("document.activeElement?.tagName === 'TEXTAREA'"), "the composer has the focus");
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("true");
    await page.keyboard.type("keyboard only, refund please");
    await page.keyboard.press("Enter");
    await chat.shows("keyboard only");
    await page.keyboard.press("Escape");
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("false");
    expect(await page.evaluate("document.activeElement.shadowRoot?.activeElement?.className")).toBe("launcher");
    await context.close();
  });

  it("covers the whole of a phone, and its own button closes it", async () => {
    const { page, context } = await newPerson(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.goto(`${engine.url}/demo?lang=zh-TW`);
    const chat = chatOn(page);
    await chat.open();
    expect(await page.locator("kefu-widget .panel").boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    expect(await page.locator("kefu-widget .panel").getAttribute("aria-modal")).toBe("true");
    await chat.frame.getByRole("button", { name: "關閉客服" }).click();
    await chat.launcher.waitFor({ state: "visible" });
    expect(await chat.launcher.getAttribute("aria-expanded")).toBe("false");
    await context.close();
  });
});
