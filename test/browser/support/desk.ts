/** An agent at the console: signs in, takes what is offered, writes. The socket to the desk can be cut. */
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from "playwright-core";
import type { RunningEngine } from "../../support/engine.ts";
import { newPerson, type Visit } from "./browser.ts";

export interface Desk extends Visit {
  /** Closes the open socket and lets no new one through until `mend`. */
  cut(): Promise<void>;
  mend(): void;
}

export async function openConsole(engine: RunningEngine, browser: Browser, options: BrowserContextOptions = {}): Promise<Desk> {
  const visit = await newPerson(browser, { viewport: { width: 1440, height: 900 }, ...options });
  const open = new Set<WebSocketRoute>();
  let through = true;
  await visit.page.routeWebSocket(/\/v1\/agent\/socket/, (route) => {
    if (!through) return void route.close({ code: 4000 });
    open.add(route);
    route.connectToServer();
  });
  await visit.page.goto(`${engine.url}/console/`);
  return {
    ...visit,
    async cut() {
      through = false;
      await Promise.all([...open].map((route) => route.close({ code: 4000 })));
      open.clear();
    },
    mend() {
      through = true;
    },
  };
}

export async function signIn({ page }: Visit, login: { email: string; password: string }): Promise<void> {
  await page.locator("#email").fill(login.email);
  await page.locator("#password").fill(login.password);
  await page.keyboard.press("Enter");
  await page.locator(".rail").waitFor();
}

export const composerOf = (page: Page) => page.locator("#composer");
export const stripOf = (page: Page) => page.locator(".suggestion");

/** Takes the offer whose words these are, and waits for the conversation to stand on the screen. */
export async function accept(page: Page, words: string): Promise<void> {
  await page.locator(".offer", { hasText: words }).locator("button.primary").click();
  await page.locator(".turn", { hasText: words }).first().waitFor();
}
