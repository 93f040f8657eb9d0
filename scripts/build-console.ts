/** Builds the console with Vite when its sources are newer than its files. */
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const SOURCES = ["console", "protocol", "worker/channels/registry.ts", "package-lock.json"];

async function newestIn(path: string): Promise<number> {
  const entry = await stat(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const times = await Promise.all(names.filter((name) => name.isFile()).map(async (name) => (await stat(join(name.parentPath, name.name))).mtimeMs));
  return Math.max(0, ...times);
}

async function isFresh(root: string, output: string): Promise<boolean> {
  const page = join(output, "index.html");
  if (!existsSync(page)) return false;
  const built = (await stat(page)).mtimeMs;
  const sources = await Promise.all(SOURCES.map((name) => newestIn(join(root, name))));
  return Math.max(...sources) <= built;
}

/** Vite takes NODE_ENV over its own mode: a test run around the build must not bring the slow development build of React. */
async function buildInto(configFile: string, outDir: string): Promise<void> {
  // Loading Vite takes longer than everything else of a start whose console is fresh.
  const { build } = await import("vite");
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    await build({ configFile, build: { outDir } });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

/** Into a folder of its own first, so that an engine that starts meanwhile never serves half a build. */
export async function buildConsole(root: string, assets: string): Promise<void> {
  const output = join(assets, "console");
  if (!existsSync(join(root, "console/index.html")) || (await isFresh(root, output))) return;
  const fresh = join(root, `dist/.console-${process.pid}`);
  await buildInto(join(root, "console/vite.config.ts"), fresh);
  await mkdir(assets, { recursive: true });
  await rm(output, { recursive: true, force: true });
  await rename(fresh, output);
}
