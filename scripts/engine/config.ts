/** Writes workerd's configuration of the whole engine into a folder, for `workerd serve` and `workerd compile`. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { ASSETS, BUNDLE, ROOT } from "../build.ts";
import { WASM } from "../build-model.ts";
import { heapFlags } from "./heap.ts";
import { migrationsOf } from "./migrations.ts";
import { assetModule, configText, entryText, SCRIPTS } from "./services.ts";

const INSIDE = join(ROOT, "scripts/engine/inside");
const ETAG_DIGITS = 32;

export interface ConfigOptions {
  /** where it is written; made anew */
  folder: string;
  bundle?: string;
  assets?: string;
  /** for the launcher: several processes, a control socket */
  launched?: boolean;
}

/** The worker's bundle stays a module of its own beside `main`, so that any build of the worker fits. */
const besideTheApp: Plugin = {
  name: "beside-the-app",
  setup(esbuild) {
    esbuild.onResolve({ filter: /worker\/index\.ts$/ }, () => ({ path: "./app.js", external: true }));
    esbuild.onResolve({ filter: /^\.\/files\.js$/ }, ({ path }) => ({ path, external: true }));
  },
};

async function writeScripts(folder: string): Promise<void> {
  await build({
    entryPoints: SCRIPTS.map((name) => join(INSIDE, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: "esm",
    target: "es2024",
    external: ["cloudflare:*"],
    plugins: [besideTheApp],
    logLevel: "warning",
  });
}

interface Asset {
  /** `/console/index.html` */
  path: string;
  file: string;
  etag: string;
}

async function assetsOf(folder: string): Promise<Asset[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const assets = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      const hash = createHash("sha256").update(await readFile(file));
      return { path: `/${relative(folder, file)}`, file, etag: hash.digest("hex").slice(0, ETAG_DIGITS) };
    });
  return (await Promise.all(assets)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function writeFileIndex(folder: string, assets: readonly Asset[]): Promise<void> {
  const lines = assets.map(({ path, etag }, at) => `${JSON.stringify(path)}: { etag: ${JSON.stringify(etag)}, load: () => import("./${assetModule(at)}") },`);
  await writeFile(join(folder, "files.js"), `export default {\n${lines.join("\n")}\n};\n`);
}

/** Returns the configuration's path. */
export async function writeConfig({ folder, bundle = BUNDLE, assets = ASSETS, launched = false }: ConfigOptions): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = await assetsOf(assets);
  await Promise.all([
    writeScripts(folder),
    writeFileIndex(folder, files),
    writeFile(join(folder, "entry.js"), entryText()),
    writeFile(join(folder, "migrations.json"), JSON.stringify(await migrationsOf())),
  ]);
  const path = join(folder, "config.capnp");
  const from = (file: string): string => relative(folder, file);
  await writeFile(
    path,
    configText({
      launched,
      bundle: from(bundle),
      wasm: WASM.map(({ name, file }) => ({ name, file: from(file) })),
      assets: files.map(({ file }) => from(file)),
      v8Flags: heapFlags(process.env.KEFU_HEAP),
    }),
  );
  return path;
}
