/** Engines for benches: ours and the floor, each a process of its own on a fresh folder of the wanted kind of storage. */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ASSETS, BUNDLE, buildAll, buildWorker, ROOT } from "../scripts/build.ts";
import { byScript, EngineProcess, freePort } from "../scripts/chaos/engine-process.ts";

export type Storage = "disk" | "tmpfs";
const FLOOR_BUNDLE = join(ROOT, "dist/floor/index.js");
const FLOOR_CHILD = join(ROOT, "bench/floor/start-floor.ts");
const SHARED_MEMORY = "/dev/shm";

/** tmpfs only where there is one. */
export const storages = (): Storage[] => (existsSync(SHARED_MEMORY) ? ["disk", "tmpfs"] : ["disk"]);

export interface BenchEngine {
  url: string;
  /** the demo's key; "" for the floor */
  key: string;
  process: EngineProcess;
  end(): Promise<void>;
}

async function started(
  child: string | undefined,
  bundle: string,
  storage: Storage,
  workers?: number,
): Promise<{ engine: EngineProcess; end(): Promise<void> }> {
  const folder = await mkdtemp(join(storage === "tmpfs" ? SHARED_MEMORY : tmpdir(), "kefu-bench-"));
  const port = await freePort();
  const engine = new EngineProcess(folder, port, byScript(folder, port, bundle, child, workers));
  await engine.start();
  return {
    engine,
    end: async () => {
      await engine.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** With the model and the screens, as it is used: an engine without its model thinks in another way. `workers`: as `npm start -- --workers N`. */
export async function startOurs(storage: Storage, workers?: number): Promise<BenchEngine> {
  await buildAll();
  const { engine, end } = await started(undefined, BUNDLE, storage, workers);
  return { url: engine.url, key: (await engine.demo()).apiKey, process: engine, end };
}

export async function startFloor(storage: Storage): Promise<BenchEngine> {
  await mkdir(ASSETS, { recursive: true });
  await buildWorker(join(ROOT, "bench/floor/worker.ts"), FLOOR_BUNDLE);
  const { engine, end } = await started(FLOOR_CHILD, FLOOR_BUNDLE, storage);
  return { url: engine.url, key: "", process: engine, end };
}
