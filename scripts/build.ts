/** Builds what the embedded engine runs: the worker's bundle and, when their folders exist, console and widget. `npm run build`. */
import { existsSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
export const BUNDLE = join(ROOT, "dist/worker/index.js");
export const ASSETS = join(ROOT, "dist/assets");

/** wrangler bundles the same entry for deployment; this one is for our own engine. */
export async function buildWorker(): Promise<void> {
  await build({
    entryPoints: [join(ROOT, "worker/index.ts")],
    outfile: BUNDLE,
    bundle: true,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    minify: false,
    sourcemap: "linked",
    logLevel: "warning",
  });
}

/** Files served as they are. */
export async function buildAssets(): Promise<void> {
  await mkdir(ASSETS, { recursive: true });
  const pages = join(ROOT, "widget/pages");
  if (existsSync(pages)) await cp(pages, ASSETS, { recursive: true });
}

export async function buildAll(): Promise<void> {
  await Promise.all([buildWorker(), buildAssets()]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  await buildAll();
  console.log(`built in ${Math.round(performance.now() - started)} ms`);
}
