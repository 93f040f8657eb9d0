/** The engine on this machine: the worker with all its bindings in one workerd, its state below one folder. For `npm start`, chaos, bench and tests. */
import { CannotStart } from "./cannot-start.ts";
import { startLaunched } from "./launched-engine.ts";
import { startMiniflare } from "./miniflare-engine.ts";
import type { Secrets } from "./secrets.ts";
import { startWorkerd } from "./workerd-engine.ts";

export interface EngineOptions {
  dataDir: string;
  /** 0 = any free one */
  port: number;
  secrets: Secrets;
  /** extra variables for the worker */
  vars?: Record<string, string>;
  /** another build of the worker */
  bundle?: string;
  /** so many processes share the customers; absent = one, without a launcher */
  workers?: number;
}

export interface Engine {
  url: string;
  stop(): Promise<void>;
}

/** `KEFU_ENGINE=workerd|miniflare` chooses how it runs. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const kind = process.env.KEFU_ENGINE ?? "workerd";
  switch (kind) {
    case "workerd":
      return options.workers === undefined ? startWorkerd(options) : startLaunched(options, options.workers);
    case "miniflare":
      if (options.workers !== undefined) throw new CannotStart("miniflare runs in one process");
      return startMiniflare(options);
    default:
      throw new CannotStart(`KEFU_ENGINE is workerd or miniflare, not ${kind}`);
  }
}
