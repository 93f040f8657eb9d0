/** What surrounds the conversation: the tenant's look and questions, articles, files both ways. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { chatOn, conversationWith } from "./support/chat.ts";

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const WIDGET = {
  colour: "#0b6e4f",
  title: { en: "Ana's shoes" },
  preChat: [
    { name: "name", kind: "text", label: { en: "Your name" }, required: true, options: [] },
    { name: "email", kind: "email", label: { en: "E-mail" }, required: false, options: [] },
    {
      name: "topic",
      kind: "select",
      label: { en: "What is it about?" },
      required: false,
      options: [{ value: "order", label: { en: "An order" } }],
    },
  ],
};

describe.skipIf(noChromium)("what surrounds the conversation in the widget", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
    const changed = await engine.call("PATCH", "/v1/settings", { widget: WIDGET, greeting: { en: "Welcome to Ana's!" } });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    const article = {
      id: "sizes",
      title: "Which size fits me?",
      body: "Measure your foot. [Table](https://shop.example/sizes) [bad](javascript:alert(1))",
      language: "en",
      audience: "public",
      status: "published",
    };
    expect((await engine.call("POST", "/v1/knowledge/articles", article)).status).toBeLessThan(300);
  });
  afterAll(() => endBoth(browser, engine));

  it("asks first, finds an article, takes files by choice, paste and drop with their progress and another try, and shows pictures both ways", async () => {
    const { page, context, complaints } = await newPerson(browser, { locale: "en-GB" });
    await page.goto(`${engine.url}/demo?lang=en`);
    const chat = chatOn(page);
    await chat.launcher.click();
    const form = chat.frame.locator("form.sheet");
    await form.getByLabel("E-mail").fill("nonsense");
    await form.getByRole("button", { name: "Start chat" }).click();
    await form.getByText("Please fill this in").waitFor();
    await form.getByText("not an e-mail address").waitFor();
    await form.locator("#ask-name:focus").waitFor();
    await form.getByLabel("Your name").fill("Ana");
    await form.getByLabel("E-mail").fill("ana@shop.example");
    await form.getByLabel("What is it about?").selectOption("order");
    await form.getByRole("button", { name: "Start chat" }).click();
    await chat.frame.getByText("Welcome to Ana's!").waitFor();
    expect(await chat.frame.locator("h1").textContent()).toBe("Ana's shoes");
    await chat.frame.locator(".find input").fill("which size");
    await chat.frame.locator(".found", { hasText: "Which size fits me?" }).click();
    await chat.frame.locator(".prose a", { hasText: "Table" }).waitFor();
    expect(await chat.frame.locator(".prose a[href^=javascript]").count()).toBe(0);
    await chat.frame.getByRole("button", { name: "Ask about this" }).click();
    expect(await chat.composer.inputValue()).toBe("About “Which size fits me?”: ");
    await chat.frame.locator(".composer input[type=file]").first().setInputFiles({ name: "shoe.png", mimeType: "image/png", buffer: PIXEL });
    await chat.frame.locator(".chip.there", { hasText: "shoe.png" }).waitFor();
    await (await chat.document()).evaluate(`{
      const carried = new DataTransfer();
      carried.items.add(new File(["plain"], "note.txt", { type: "text/plain" }));
      document.querySelector(".composer textarea").dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
    }`);
    await chat.frame.locator(".chip.there", { hasText: "note.txt" }).waitFor();
    await (await chat.document()).evaluate(`{
      const carried = new DataTransfer();
      carried.items.add(new File(["dropped"], "dropped.txt", { type: "text/plain" }));
      carried.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "film.mp4", { type: "video/mp4" }));
      for (const name of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(name, { dataTransfer: carried, bubbles: true, cancelable: true }));
    }`);
    await chat.frame.locator(".chip.there", { hasText: "dropped.txt" }).waitFor();
    await chat.frame.locator(".chip", { hasText: "film.mp4" }).getByText("Larger than 25 MB").waitFor();
    await chat.frame.getByRole("button", { name: "Remove film.mp4" }).click();
    await context.route("**/v1/uploads", (route) => route.abort(), { times: 1 });
    await chat.frame
      .locator(".composer input[type=file]")
      .first()
      .setInputFiles({ name: "later.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await chat.frame.locator(".chip.failed", { hasText: "later.txt" }).getByRole("button", { name: "Try again" }).click();
    await chat.frame.locator(".chip.there", { hasText: "later.txt" }).waitFor();
    complaints.length = 0;
    await chat.say("look at my shoe, refund please");
    await chat.frame.locator(".turn.customer .picture img").waitFor();
    await chat.frame.locator(".turn.customer .attached", { hasText: "note.txt" }).waitFor();
    const { id } = await conversationWith(engine, "look at my shoe");
    const view = await engine.call("GET", `/v1/conversations/${id}`);
    const { customer, turns } = view.body as {
      customer: { name: string; facts: { name: string; value: string }[] };
      turns: { parts: { type: string; media?: { ref: { blobKey: string } } }[] }[];
    };
    expect(customer.name).toBe("Ana");
    expect(Object.fromEntries(customer.facts.map(({ name, value }) => [name, value]))).toMatchObject({ email: "ana@shop.example", topic: "order" });
    const picture = turns[0]?.parts.find((part) => part.type === "media");
    await engine.call("POST", `/v1/conversations/${id}/replies`, { parts: [picture] });
    await eventually(async () => (await chat.frame.locator(".picture img").count()) === 2, "the answer's picture is shown as well");
    expect(complaints).toEqual([]);
    await context.close();
  });
});
