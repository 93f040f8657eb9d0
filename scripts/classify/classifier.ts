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

export interface Answer {
  understood: Understanding[];
  state: ModelState;
  /** WebAssembly memory of the model's runtime */
  runtimeBytes: number;
}

export interface Classifier {
  ask(lines: readonly Line[], options?: { times?: number; rulesOnly?: boolean; refresh?: boolean }): Promise<Answer>;
  /** Puts a file where the engine looks for a common model that came without a deployment. */
  put(file: string, content: Uint8Array): Promise<void>;
  /** The inspector of workerd, for what V8 says of itself. */
  inspector(): Promise<URL>;
  stop(): Promise<void>;
}

const NAME = "classify";

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
    name: NAME,
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["nodejs_compat"],
    assets: { directory: assets, binding: "ASSETS", routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true } },
    r2Buckets: ["BUCKET"],
    cf: false,
    inspectorPort: 0,
  });
  const miniflare = new Miniflare(options);
  await miniflare.ready;
  return {
    ask: async (lines, { times = 1, rulesOnly = false, refresh = false } = {}) => {
      const answer = await miniflare.dispatchFetch("http://classify/", { method: "POST", body: JSON.stringify({ lines, times, rulesOnly, refresh }) });
      if (!answer.ok) throw new Error(`the classify worker answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as Answer;
    },
    put: async (file, content) => {
      const bucket = await miniflare.getR2Bucket("BUCKET");
      await bucket.put(`models/${file}`, content);
    },
    inspector: async () => new URL(`/core:user:${NAME}`, await miniflare.getInspectorURL()),
    stop: async () => {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
