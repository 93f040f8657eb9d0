/** What a browser loads of the console before the first screen, and when another language is chosen. */
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEngine, runEngine } from "../support/engine.ts";
import { endBoth, launch, newPerson, noChromium } from "./support/browser.ts";
import { signIn } from "./support/desk.ts";

const FIRST_LOAD_BYTES = 250 * 1024;

interface Loaded {
  file: string;
  bytes: number;
}

/** Scripts that the page has loaded so far, compressed. */
function scriptsOf(page: Page): () => Promise<Loaded[]> {
  const seen: Promise<Loaded>[] = [];
  page.on("response", (response) => {
    if (!response.url().endsWith(".js")) return;
    seen.push(response.body().then((body) => ({ file: response.url().split("/").at(-1) ?? "", bytes: gzipSync(body).length })));
  });
  return () => Promise.all(seen);
}
const dictionaries = (loaded: Loaded[]): string[] =>
  loaded.map(({ file }) => file.replace(/-[^-]*\.js$/, "")).filter((name) => name === "en" || name === "zh-CN");

describe.skipIf(noChromium)("the console's first load", () => {
  let engine: RunningEngine;
  let browser: Browser;

  beforeAll(async () => {
    [engine, browser] = await Promise.all([runEngine(), launch()]);
  });
  afterAll(() => endBoth(browser, engine));

  it.each(["zh-CN", "en"])("is at most 250 KB of compressed scripts in %s, with the words of that language alone", async (locale) => {
    const { page, context, complaints } = await newPerson(browser, { locale });
    const scripts = scriptsOf(page);
    await page.goto(`${engine.url}/console/`);
    const [agent] = engine.demo.agents;
    if (!agent) throw new Error("the demo has an agent");
    await signIn({ page, context, complaints }, agent);
    await page.locator(".empty .button").first().waitFor();
    const loaded = await scripts();
    expect(dictionaries(loaded)).toEqual([locale]);
    expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("shows another language once its words are here, and stays as it is when they cannot be had", async () => {
    const { page, context } = await newPerson(browser, { locale: "zh-CN" });
    await page.route("**/en-*.js", (route) => route.abort());
    await page.goto(`${engine.url}/console/`);
    await page.getByRole("button", { name: "登录", exact: true }).waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.waitForFunction(`JSON.parse(localStorage.getItem("kefu.prefs")).state.language === "zh-CN"`);
    await page.getByRole("button", { name: "登录", exact: true }).waitFor();
    await page.unroute("**/en-*.js");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await context.close();
  });

  it("says when the script of a page or a dialog cannot be had, keeps the page, and tries again", async () => {
    const { page, context } = await newPerson(browser, { locale: "zh-CN" });
    await page.goto(`${engine.url}/console/`);
    const [agent] = engine.demo.agents;
    if (!agent) throw new Error("the demo has an agent");
    await signIn({ page, context, complaints: [] }, agent);
    await page.locator(".empty .button").first().waitFor();
    await page.evaluate("window.kept = true");
    await page.route("**/*.js", (route) => route.abort());
    await page.keyboard.press("?");
    await page.locator(".toast", { hasText: "暂时连不上服务器" }).waitFor();
    await page.locator('.rail-link[href*="/knowledge"]').click();
    await page.locator(".banner.alarm", { hasText: "暂时连不上服务器" }).waitFor();
    await page.unroute("**/*.js");
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByRole("heading", { level: 1, name: "知识库" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "快捷键" }).waitFor();
    expect(await page.evaluate("window.kept")).toBe(true);
    await context.close();
  });
});
