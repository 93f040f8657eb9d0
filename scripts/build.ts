/** Builds what the embedded engine runs: the worker's bundle and, when their folders exist, console and widget. `npm run build`. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildWidget } from "../widget/build.ts";
import { buildConsole } from "./build-console.ts";
import { buildModel, compiledWasm } from "./build-model.ts";
import { ROOT } from "./root.ts";

export { ROOT };
export const BUNDLE = join(ROOT, "dist/worker/index.js");
export const ASSETS = join(ROOT, "dist/assets");

/** wrangler bundles the same entry for deployment; this one is for our own engine. */
export async function buildWorker(entry = join(ROOT, "worker/index.ts"), outfile = BUNDLE): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins: [compiledWasm],
    minify: false,
    sourcemap: "linked",
    logLevel: "warning",
  });
}

export async function buildAll(): Promise<void> {
  await Promise.all([buildWorker(), buildWidget(ROOT, ASSETS), buildConsole(ROOT, ASSETS), buildModel(ASSETS)]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  await buildAll();
  console.log(`built in ${Math.round(performance.now() - started)} ms`);
}
