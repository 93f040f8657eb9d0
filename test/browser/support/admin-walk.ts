/** Opens an admin's dialogs and the pages behind pages, one after the other. */
import type { Page } from "playwright-core";
import { expect } from "vitest";

export interface Walk {
  page: Page;
  english: boolean;
  /** Goes to a page of the console and waits until this is shown. */
  open(hash: string, shown: string): Promise<void>;
  look(name: string): Promise<void>;
}

export async function walkDialogs(walk: Walk): Promise<void> {
  await ofThePages(walk);
  await ofTheSettings(walk);
  await ofTheReports(walk);
}

async function ofThePages({ page, open, look }: Walk): Promise<void> {
  await open("/knowledge", "tbody tr");
  await page.locator("tbody button").first().click();
  await page.locator("#article-body").waitFor();
  await look("article");
  await page.keyboard.press("Escape");
  await open("/channels", ".channel");
  await page.locator(".page-head .button.primary").click();
  await page.locator("#channel-kind").waitFor();
  await look("channel-setup");
  await page.keyboard.press("Escape");
  await open("/webhooks", ".list-card");
  await page.locator(".list-card button[aria-expanded]").click();
  await page.locator(".sent-event button[aria-expanded]").first().click();
  await page.locator(".payload").waitFor();
  await look("webhook-log");
  await open("/people", "tbody tr");
  await page.locator("section").last().locator("tbody button").first().click();
  await page.locator(".shifts .button").first().click();
  await page.locator("ul .shift").first().waitFor();
  await page.locator(".shifts").scrollIntoViewIfNeeded();
  await look("team-shifts");
  await page.keyboard.press("Escape");
  await open("/intents", "tbody tr");
  await ofAnIntent(page, look);
  await open("/rules", ".list-card");
  await page.locator(".page-head .button.primary").click();
  await page.locator(".macro-actions li").waitFor();
  await look("rule");
  await page.keyboard.press("Escape");
}

/** The curve says what the slider's threshold does; other words when it is moved. */
async function ofAnIntent(page: Page, look: Walk["look"]): Promise<void> {
  await page.locator("tbody button").first().click();
  const plot = page.locator(".threshold-plot");
  await plot.locator("canvas").waitFor();
  const suggested = await plot.getAttribute("aria-label");
  await page.locator(".dialog input[type=checkbox]").uncheck();
  const slider = page.locator("#intent-threshold");
  await slider.fill("1");
  const highest = await plot.getAttribute("aria-label");
  expect(highest).toContain("1.00");
  expect(highest).not.toBe(suggested);
  expect(await slider.getAttribute("aria-valuetext")).toBe(highest);
  await slider.fill("0.5");
  await plot.scrollIntoViewIfNeeded();
  await look("intent");
  await page.keyboard.press("Escape");
}

async function ofTheSettings({ page, english, open, look }: Walk): Promise<void> {
  await open("/settings", ".security-list li");
  await page.getByRole("button", { name: english ? "Set up" : "设置", exact: true }).click();
  await page.locator(".dialog button[type=submit]").click();
  await page.locator(".totp-picture img").waitFor();
  await look("authenticator");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: english ? "Add a macro" : "添加宏" }).click();
  await page.locator(".macro-actions li").waitFor();
  await look("macro");
  await page.keyboard.press("Escape");
  await page
    .locator("section", { has: page.locator("code.code-line") })
    .getByRole("button", { name: english ? /^Edit/ : /^编辑/ })
    .click();
  await page.locator("#provider-issuer").waitFor();
  await look("provider");
  await page.keyboard.press("Escape");
  await page
    .getByRole("button", { name: english ? /^Replace/ : /^更换/ })
    .first()
    .click();
  await page.locator("#key-grace").waitFor();
  await look("key-replaced");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.locator("[cmdk-item]").first().waitFor();
  await look("commands");
  await page.keyboard.press("Escape");
}

async function ofTheReports({ page, open, look }: Walk): Promise<void> {
  await open("/templates", "tbody tr");
  await page.locator("tbody button").first().click();
  await page.locator("#template-text").waitFor();
  await look("template");
  await page.keyboard.press("Escape");
  await open("/reports", ".figure-link");
  await page.locator(".figure-link").first().click();
  await page.locator("tbody tr").first().waitFor();
  await look("behind");
  await open("/reports", ".figure-link");
  await page.locator('.figure-link[href*="/reports/suggestions"]').first().click();
  await page.locator("tbody tr").first().waitFor();
  await look("suggestions-behind");
}
