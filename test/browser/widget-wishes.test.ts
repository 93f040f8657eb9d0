/** What a visitor wants but words: to agree first, to be called, to leave a file, to read, to look back, to end it and say how it was. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { answer, type Chat, chatOn, conversationWith } from "./support/chat.ts";

interface View {
  conversation: { callBack?: { phone?: string } };
  customer: { id: string };
  turns: {
    kind: string;
    event?: { name: string; detail: Record<string, string> };
    parts: { type: string; text?: string; label?: string; media?: { name: string } }[];
  }[];
}

describe.skipIf(noChromium)("a visitor's wishes", () => {
  let engine: RunningEngine;
  let browser: Browser;
  let page: Page;
  let context: BrowserContext;
  let chat: Chat;
  let complaints: string[];
  let id: string;

  const view = async (): Promise<View> => (await engine.call("GET", `/v1/conversations/${id}`)).body as unknown as View;
  const menu = (item: string): Promise<void> =>
    chat.frame
      .getByRole("button", { name: "Menu" })
      .click()
      .then(() => chat.frame.getByRole("button", { name: item }).click());

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    const widget = {
      consent: { policy: "2026-11", url: "https://shop.example/privacy", text: { en: "I agree that Ana's shop keeps what I write." } },
      links: [
        { label: { en: "WhatsApp" }, url: "https://wa.example/shop" },
        { label: { en: "Phone" }, url: "tel:+442079460958" },
      ],
    };
    expect((await engine.call("PATCH", "/v1/settings", { widget })).status).toBe(200);
    const article = { id: "sizes", title: "Which size fits me?", body: "Measure your foot.", language: "en", audience: "public", status: "published" };
    expect((await engine.call("POST", "/v1/knowledge/articles", article)).status).toBeLessThan(300);
    ({ page, context, complaints } = await newPerson(browser, { locale: "en-GB" }));
    await page.goto(`${engine.url}/demo?lang=en`);
    chat = chatOn(page);
    await chat.launcher.click();
  });
  afterAll(() => endBoth(browser, engine));

  it("agrees to the policy before the first word, and is not asked again", async () => {
    const form = chat.frame.locator("form.sheet");
    await form.getByText("I agree that Ana's shop").waitFor();
    expect(await form.getByRole("link", { name: "Privacy policy" }).getAttribute("href")).toBe("https://shop.example/privacy");
    expect(await chat.frame.getByRole("button", { name: "Talk to a person" }).count()).toBe(0);
    await form.getByRole("button", { name: "Start chat" }).click();
    await form.getByText("Please agree to go on").waitFor();
    await form.locator("#ask-consent:focus").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await chat.composer.waitFor();
    expect(await chat.frame.locator(".other-ways a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
      "https://wa.example/shop",
      "tel:+442079460958",
    ]);
    await page.reload();
    await chat.open();
    await chat.say("Agent please, my shoes are too small");
    ({ id } = await conversationWith(engine, "too small"));
    const { customer } = await view();
    await eventually(async () => {
      const { body } = await engine.call("GET", `/v1/customers/${customer.id}/consents`);
      return (body.consents as { policy: string; given: boolean }[]).some(({ policy, given }) => policy === "2026-11" && given);
    }, "the agreement is kept");
  });

  it("asks to be called when it is their turn, with a number that can be called, and thinks again", async () => {
    await chat.frame.getByRole("button", { name: "Don't want to wait?" }).click();
    const form = chat.frame.locator("form.sheet");
    await form.getByText("It is used for nothing else").waitFor();
    await form.getByLabel("Phone number").fill("soon");
    await form.getByRole("button", { name: "Keep my place" }).click();
    await form.getByText("Give a phone number").waitFor();
    await form.getByLabel("Phone number").fill("（020）7946.0958");
    await page.keyboard.press("Enter");
    await chat.frame.getByText("we contact you at 020 7946 0958").waitFor();
    expect((await view()).conversation.callBack).toMatchObject({ phone: "020 7946 0958" });
    await page.reload();
    await chat.open();
    await chat.frame.getByText("we contact you at 020 7946 0958").waitFor();
    await chat.frame.getByRole("button", { name: "Wait here after all" }).click();
    await chat.frame.getByRole("button", { name: "Don't want to wait?" }).waitFor();
    expect((await view()).conversation.callBack).toBeUndefined();
  });

  it("leaves a message with a file instead, and gets a number that an agent finds it by", async () => {
    await chat.frame.getByRole("button", { name: "Don't want to wait?" }).click();
    await chat.frame.getByRole("button", { name: "Leave a message instead" }).click();
    const form = chat.frame.locator("form.sheet");
    await form.getByLabel("E-mail or phone").fill("ana@example.com");
    await form.getByLabel("Your message").fill("Here is the bill");
    await form.locator("input[type=file]").setInputFiles({ name: "bill.txt", mimeType: "text/plain", buffer: Buffer.from("42") });
    await form.locator(".chip.there", { hasText: "bill.txt" }).waitFor();
    await form.getByRole("button", { name: "Leave message" }).click();
    const note = chat.frame.getByText("We will answer at ana@example.com");
    await note.waitFor();
    const number = /number ([0-9A-Z]{6})/.exec((await note.textContent()) ?? "")?.[1];
    expect(id.toUpperCase().endsWith(number ?? "none")).toBe(true);
    const found = await engine.call("GET", `/v1/conversations?q=${number}`);
    expect((found.body.conversations as { id: string }[]).map((listed) => listed.id)).toEqual([id]);
    expect((await view()).turns.at(-1)?.parts).toMatchObject([{ text: "Here is the bill" }, { media: { name: "bill.txt" } }]);
  });

  it("reads an article again after the first word, says that it did not help, and still has it without a network", async () => {
    await menu("Help articles");
    const article = chat.frame.locator(".found", { hasText: "Which size fits me?" });
    await article.click();
    await chat.frame.getByText("Did this help?").waitFor();
    await chat.frame.getByRole("button", { name: "No", exact: true }).click();
    await chat.frame.getByText("A person can help you").waitFor();
    await page.keyboard.press("ArrowLeft");
    await article.waitFor();
    await context.setOffline(true);
    await article.click();
    await chat.frame.getByText("A copy kept on this device").waitFor();
    await chat.frame.getByText("Measure your foot.").waitFor();
    expect(await chat.frame.getByText("Did this help?").count()).toBe(0);
    await context.setOffline(false);
    await page.keyboard.press("Escape");
    complaints.length = 0;
  });

  it("ends the conversation, says how it was and what it was about, and changes that", async () => {
    await answer(engine, id, { text: "We send you another pair" });
    await chat.shows("another pair");
    await menu("End chat");
    await chat.frame.getByText("You can write again at any time").waitFor();
    await chat.frame.locator(".confirm").getByRole("button", { name: "End chat" }).click();
    await chat.frame.getByLabel("5, Very good").check({ force: true });
    await chat.frame.getByRole("button", { name: "Yes", exact: true }).click();
    await chat.frame.getByRole("button", { name: "Speed" }).click();
    await chat.frame.getByRole("button", { name: "Friendliness" }).click();
    await chat.frame.getByRole("button", { name: "Send rating" }).click();
    await chat.frame.getByRole("button", { name: "Change" }).click();
    await chat.frame.getByLabel("4, Good").check({ force: true });
    await chat.frame.getByRole("button", { name: "Send rating" }).click();
    await chat.frame.getByText("Thank you for your rating").waitFor();
    await eventually(async () => {
      const rated = (await view()).turns.flatMap(({ event }) => (event?.name === "rated" ? [event.detail] : []));
      return JSON.stringify(rated) === JSON.stringify(["5", "4"].map((score) => ({ score, solved: "yes", reasons: "speed,kindness" })));
    }, "both words on it are in the conversation");
  });

  it("looks back at earlier conversations by keys, asks for the data to be deleted, and sees nothing broken", async () => {
    await chat.say("Another thing, agent please");
    await chat.frame.locator(".turn:not(.waiting) .bubble", { hasText: "Another thing" }).waitFor();
    await menu("Earlier conversations");
    await chat.frame.locator(".episodes .found").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await chat.composer.waitFor();
    await menu("Ask for my data to be deleted");
    await chat.frame.getByRole("button", { name: "Send request" }).click();
    await chat.shows("Please delete my personal data");
    await eventually(async () => JSON.stringify((await view()).turns).includes("Please delete my personal data"), "support is asked");
    expect(complaints).toEqual([]);
    await context.close();
  });
});
