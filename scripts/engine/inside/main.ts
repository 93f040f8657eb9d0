/** The worker as it is, behind a door that opens when the database is ready; and the minute's cron as a call. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Env } from "../../../worker/env.ts";
import worker from "../../../worker/index.ts";

export * from "../../../worker/index.ts";

interface LocalEnv extends Env {
  HOUSE: { prepare(): Promise<void> };
}

/** Not a shared promise: one request may not wait for another's call. */
let isReady = false;
async function prepared(env: LocalEnv): Promise<void> {
  if (isReady) return;
  await env.HOUSE.prepare();
  isReady = true;
}

export class Minute extends WorkerEntrypoint<LocalEnv> {
  async run(): Promise<void> {
    await worker.scheduled({ cron: "* * * * *", scheduledTime: Date.now(), noRetry: () => undefined }, this.env);
  }
}

export default {
  async fetch(request, env, ctx) {
    await prepared(env);
    return worker.fetch(request, env, ctx);
  },
} satisfies ExportedHandler<LocalEnv>;
