/** A real Chromium for the browser tests: found by CHROMIUM or at Debian's place, a fresh profile each time, nothing of the network but loopback. */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { RunningEngine } from "../../support/engine.ts";

const DEBIAN_CHROMIUM = "/usr/bin/chromium";
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const CHROMIUM = process.env.CHROMIUM ?? DEBIAN_CHROMIUM;
/** Without a Chromium the browser tests are skipped; in CI that is a failure. */
export const noChromium = !existsSync(CHROMIUM) && process.env.CI !== "true";

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: QUIET });

/** After a file's tests. What never began is left. */
export async function endBoth(browser: Browser | undefined, engine: RunningEngine | undefined): Promise<void> {
  await browser?.close();
  await engine?.stop();
  await engine?.remove();
}

export interface Visit {
  context: BrowserContext;
  page: Page;
  /** What the console complained of, page and frames. */
  complaints: string[];
}

/** A person with their own cookies and storage. */
export async function newPerson(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  return { context, page, complaints: listenFor(page) };
}

/** Errors on a page from now on. */
export function listenFor(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return complaints;
}
