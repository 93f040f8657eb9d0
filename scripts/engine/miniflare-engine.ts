/** The engine inside miniflare: `KEFU_ENGINE=miniflare`. */
import { readFile } from "node:fs/promises";
import { convertV4MiniflareOptions, kCurrentWorker, Log, LogLevel, Miniflare } from "miniflare";
import { ASSETS, BUNDLE } from "../build.ts";
import { wasmModules } from "../build-model.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { BUCKETS, COMPATIBILITY_DATE, DATABASE, KEY_VALUES, OBJECTS } from "./bindings.ts";
import { refuseSharedOut } from "./claim.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { migrationsOf } from "./migrations.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOST = "127.0.0.1";

export async function startMiniflare({ dataDir, port, secrets, vars = {}, bundle = BUNDLE }: EngineOptions): Promise<Engine> {
  await refuseSharedOut(dataDir);
  const options = convertV4MiniflareOptions({
    log: new Log(LogLevel.WARN),
    host: HOST,
    port: 0,
    // The worker listens itself: miniflare's own front costs two thirds of the throughput (bench/results.md).
    unsafeDirectSockets: [{ host: HOST, port }],
    modules: [{ type: "ESModule", path: "index.js", contents: await readFile(bundle, "utf8") }, ...(await wasmModules())],
    name: "kefu",
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    bindings: { LOCAL_MODE: "1", ...secrets, ...vars },
    durableObjects: Object.fromEntries(Object.entries(OBJECTS).map(([name, className]) => [name, { className, useSQLite: true }])),
    d1Databases: { DB: DATABASE },
    kvNamespaces: { ...KEY_VALUES },
    r2Buckets: { ...BUCKETS },
    serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "Engine" } },
    assets: { directory: ASSETS, binding: "ASSETS", routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true } },
    resourcePersistencePath: dataDir,
    cf: false,
  });
  const miniflare = new Miniflare(options);
  const url = (await miniflare.unsafeGetDirectURL()).origin;
  await applyMigrations(await miniflare.getD1Database("DB"), await migrationsOf());
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
