/** Console and widget in a real browser: speed with a full desk, memory, and what a thousand cut sockets do. `PART=speed|cuts` runs one half; CUTS, OPEN, MESSAGES and ROWS are its sizes. */
import { launch } from "../test/browser/support/browser.ts";
import { runEngine } from "../test/support/engine.ts";
import type { Figure } from "./figures.ts";
import { cuts } from "./screens/cuts.ts";
import { deskSpeed } from "./screens/desk-speed.ts";
import { customersOf } from "./screens/full-desk.ts";

export async function screens(): Promise<Figure[]> {
  const part = process.env.PART ?? "all";
  const [engine, browser] = await Promise.all([runEngine(), launch()]);
  try {
    const speed = part === "cuts" ? [] : await deskSpeed(engine, browser, customersOf(engine));
    return [...speed, ...(part === "speed" ? [] : await cuts(engine, browser))];
  } finally {
    await browser.close();
    await engine.stop();
    await engine.remove();
  }
}
