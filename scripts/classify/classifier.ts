/** Runs the classify worker in workerd and asks it. */
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import type { ContextTurn, Understanding } from "../../protocol/understanding.ts";
import type { ModelState } from "../../wasm-models/runtime/model-store.ts";
import { buildWorker, ROOT } from "../build.ts";
import { buildModel, wasmModules } from "../build-model.ts";
import { COMPATIBILITY_DATE } from "../engine/bindings.ts";

export interface Line {
  text: string;
  context: ContextTurn[];
}

export interface Classifier {
  ask(lines: readonly Line[], options?: { times?: number; rulesOnly?: boolean }): Promise<{ understood: Understanding[]; state: ModelState }>;
  stop(): Promise<void>;
}

/** @param models another folder of model files than the shipped one */
export async function startClassifier(models?: string): Promise<Classifier> {
  const folder = await mkdtemp(join(tmpdir(), "kefu-classify-"));
  const bundle = join(folder, "index.js");
  const assets = join(folder, "assets");
  await mkdir(assets);
  await Promise.all([buildWorker(join(ROOT, "scripts/classify/worker.ts"), bundle), buildModel(assets, models)]);
  const options = convertV4MiniflareOptions({
    log: new Log(LogLevel.ERROR),
    modules: [{ type: "ESModule", path: "index.js", contents: await readFile(bundle, "utf8") }, ...(await wasmModules())],
    name: "classify",
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    assets: { directory: assets, binding: "ASSETS", routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true } },
    cf: false,
  });
  const miniflare = new Miniflare(options);
  await miniflare.ready;
  return {
    ask: async (lines, { times = 1, rulesOnly = false } = {}) => {
      const answer = await miniflare.dispatchFetch("http://classify/", { method: "POST", body: JSON.stringify({ lines, times, rulesOnly }) });
      if (!answer.ok) throw new Error(`the classify worker answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as { understood: Understanding[]; state: ModelState };
    },
    stop: async () => {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
