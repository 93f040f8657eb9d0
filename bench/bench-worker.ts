/** A worker of a bench's own, in workerd with a D1 on a fresh folder: one part of the engine without the rest. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { buildWorker, ROOT } from "../scripts/build.ts";
import { wasmModules } from "../scripts/build-model.ts";
import { COMPATIBILITY_DATE } from "../scripts/engine/bindings.ts";

export interface BenchWorker {
  url: string;
  /** What it answers to a body; throws what it says when it refuses. */
  post<T>(body: unknown): Promise<T>;
  end(): Promise<void>;
}

/** `entry` = its file in bench. */
export async function startBenchWorker(name: string, entry: string): Promise<BenchWorker> {
  const folder = await mkdtemp(join(tmpdir(), `kefu-bench-${name}-`));
  const bundle = join(folder, "index.js");
  await buildWorker(join(ROOT, "bench", entry), bundle);
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      modules: [{ type: "ESModule", path: "index.js", contents: await readFile(bundle, "utf8") }, ...(await wasmModules())],
      name,
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: ["nodejs_compat"],
      d1Databases: ["DB"],
      d1Persist: folder,
      cf: false,
    }),
  );
  const url = (await miniflare.ready).origin;
  return {
    url,
    post: async <T>(body: unknown): Promise<T> => {
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`the ${name} worker answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    end: async () => {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
