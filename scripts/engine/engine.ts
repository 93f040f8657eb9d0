/** The embedded engine: the worker with all its bindings in one workerd, its state below one folder. For `npm start`, chaos, bench and tests. */
import { readFile } from "node:fs/promises";
import { convertV4MiniflareOptions, kCurrentWorker, Log, LogLevel, Miniflare } from "miniflare";
import { ASSETS, BUNDLE } from "../build.ts";
import { wasmModules } from "../build-model.ts";
import { migrate } from "./migrate.ts";
import type { Secrets } from "./secrets.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOST = "127.0.0.1";

export interface EngineOptions {
  dataDir: string;
  /** 0 = any free one */
  port: number;
  secrets: Secrets;
  /** extra variables for the worker */
  vars?: Record<string, string>;
  /** another build of the worker */
  bundle?: string;
}

export interface Engine {
  url: string;
  stop(): Promise<void>;
}

export async function startEngine({ dataDir, port, secrets, vars = {}, bundle = BUNDLE }: EngineOptions): Promise<Engine> {
  const options = convertV4MiniflareOptions({
    log: new Log(LogLevel.WARN),
    host: HOST,
    port: 0,
    // The worker listens itself: miniflare's own front costs two thirds of the throughput (bench/results.md).
    unsafeDirectSockets: [{ host: HOST, port }],
    modules: [{ type: "ESModule", path: "index.js", contents: await readFile(bundle, "utf8") }, ...(await wasmModules())],
    name: "kefu",
    compatibilityDate: "2026-10-01",
    compatibilityFlags: ["nodejs_compat"],
    bindings: { LOCAL_MODE: "1", ...secrets, ...vars },
    durableObjects: {
      SESSION: { className: "CustomerSession", useSQLite: true },
      QUEUE: { className: "AgentQueue", useSQLite: true },
      DESK: { className: "AgentDesk", useSQLite: true },
      HEALTH: { className: "ComponentHealth", useSQLite: true },
      KEEPER: { className: "ChannelKeeper", useSQLite: true },
    },
    d1Databases: { DB: "kefu" },
    kvNamespaces: { FALLBACK: "fallback", CACHE: "cache" },
    r2Buckets: { MEDIA: "media" },
    serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "Engine" } },
    assets: { directory: ASSETS, binding: "ASSETS", routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true } },
    resourcePersistencePath: dataDir,
    cf: false,
  });
  const miniflare = new Miniflare(options);
  const url = (await miniflare.unsafeGetDirectURL()).origin;
  await migrate(await miniflare.getD1Database("DB"));
  const worker = await miniflare.getWorker();
  const everyMinute = (): void => void worker.scheduled({ cron: "* * * * *" }).catch((error: unknown) => console.error("cron", error));
  // At once as well: what an earlier life kept is put back on the road, and the model is warm before the first message.
  everyMinute();
  const cron = setInterval(everyMinute, MINUTE_MS);
  return {
    url,
    stop: async () => {
      clearInterval(cron);
      await miniflare.dispose();
    },
  };
}
