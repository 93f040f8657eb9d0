/** Imports of articles, a few seconds at a time: right after they began, whenever somebody looks how far they are, and every minute. */
import { continueImports, forgetLeftParts } from "../knowledge/import-steps.ts";
import type { Services } from "../services.ts";
import { embedArticles } from "./find-articles.ts";

/** ms of one step; what a request leaves behind is cut off after 30 s on the platform. */
const STEP_MS = 20_000;

/** Writes what waits, and has the model read it. */
export async function importArticles(services: Services): Promise<void> {
  const until = services.now() + STEP_MS;
  const written = await continueImports(services.db, {
    now: services.now,
    goOn: () => services.now() < until && !services.busy.isFlooded(services.now()),
    pause: () => services.busy.breathe(),
  });
  if (written > 0 && services.now() < until) await embedArticles(services);
}

/** Of the cron. */
export async function continueLeftImports(services: Services): Promise<void> {
  await importArticles(services);
  await forgetLeftParts(services.db, services.now());
}
