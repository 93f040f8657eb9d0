/** workerd's configuration of the whole engine: the worker, its stores over SQLite objects, the assets, the minute. Written to a folder; `workerd serve` or `compile` take it. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, type Plugin } from "esbuild";
import { ASSETS, BUNDLE, ROOT } from "../build.ts";
import { WASM } from "../build-model.ts";
import { BUCKETS, COMPATIBILITY_DATE, DATABASE, KEY_VALUES, OBJECTS, uniqueKeyOf, VARIABLES } from "./bindings.ts";
import { migrationsOf } from "./migrations.ts";

const INSIDE = join(ROOT, "scripts/engine/inside");

export interface ConfigOptions {
  /** where it is written; made anew */
  folder: string;
  bundle?: string;
  assets?: string;
}

/** The store's objects keep the keys that miniflare gave them, so that data of before is found where it is. */
const STORES = [
  { service: "d1", className: "SqlDatabase", binding: "DATABASES", uniqueKey: "miniflare-D1DatabaseObject", script: "sql-database" },
  { service: "kv", className: "KeyValues", binding: "NAMESPACES", uniqueKey: "miniflare-KVNamespaceObject", script: "key-values" },
  { service: "r2", className: "Bucket", binding: "BUCKETS", uniqueKey: "miniflare-R2BucketObject", script: "bucket" },
] as const;
/** Folders below the data directory; the engine is told where each is (`-d folder=path`). */
export const FOLDERS = ["do", "d1", "kv", "r2", "house"] as const;

const text = (value: string): string => JSON.stringify(value);

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
    entryPoints: ["main", "house", "assets", ...STORES.map(({ script }) => script)].map((name) => join(INSIDE, `${name}.ts`)),
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
      const etag = createHash("sha256")
        .update(await readFile(file))
        .digest("hex")
        .slice(0, 32);
      return { path: `/${relative(folder, file)}`, file, etag };
    });
  return (await Promise.all(assets)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

const moduleName = (at: number): string => `file-${at}`;

async function writeFileIndex(folder: string, assets: readonly Asset[]): Promise<void> {
  const lines = assets.map(({ path, etag }, at) => `${text(path)}: { etag: ${text(etag)}, load: () => import("./${moduleName(at)}") },`);
  await writeFile(join(folder, "files.js"), `export default {\n${lines.join("\n")}\n};\n`);
}

const esModule = (name: string, file = name): string => `(name = ${text(name)}, esModule = embed ${text(file)})`;

const worker = (
  name: string,
  parts: { modules: string[]; bindings: string[]; objects?: [className: string, uniqueKey: string][]; disk?: string; outbound?: string },
): string =>
  `const ${name} :Workerd.Worker = (
  modules = [${parts.modules.join(",\n    ")}],
  compatibilityDate = ${text(COMPATIBILITY_DATE)},
  bindings = [${parts.bindings.join(",\n    ")}],
  durableObjectNamespaces = [${(parts.objects ?? []).map(([className, key]) => `(className = ${text(className)}, uniqueKey = ${text(key)}, enableSql = true)`).join(", ")}],
  ${parts.disk === undefined ? "" : `durableObjectStorage = (localDisk = ${text(parts.disk)}),`}
  globalOutbound = ${text(parts.outbound ?? "nowhere")},
);`;

const binding = (name: string, what: string): string => `(name = ${text(name)}, ${what})`;
const service = (name: string, entrypoint?: string): string =>
  `service = (name = ${text(name)}${entrypoint === undefined ? "" : `, entrypoint = ${text(entrypoint)}`})`;
const named = (name: string, store: string): string => `(name = ${text(store)}, props = (json = ${text(JSON.stringify({ name }))}))`;

const databaseBinding = binding(
  "DB",
  `wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = ${named(DATABASE, "d1")})])`,
);

function kefuBindings(): string[] {
  return [
    ...VARIABLES.map((name) => binding(name, `fromEnvironment = ${text(name)}`)),
    ...Object.entries(OBJECTS).map(([name, className]) => binding(name, `durableObjectNamespace = ${text(className)}`)),
    ...Object.entries(KEY_VALUES).map(([name, namespace]) => binding(name, `kvNamespace = ${named(namespace, "kv")}`)),
    ...Object.entries(BUCKETS).map(([name, bucket]) => binding(name, `r2Bucket = ${named(bucket, "r2")}`)),
    databaseBinding,
    binding("ASSETS", service("assets")),
    binding("ENGINE", service("kefu", "Engine")),
    binding("HOUSE", service("house")),
  ];
}

/** Returns the configuration's path. */
export async function writeConfig({ folder, bundle = BUNDLE, assets = ASSETS }: ConfigOptions): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const files = await assetsOf(assets);
  await Promise.all([writeScripts(folder), writeFileIndex(folder, files), writeFile(join(folder, "migrations.json"), JSON.stringify(await migrationsOf()))]);
  const services = ["kefu", "house", "assets", ...STORES.map((store) => store.service)].map((name) => `(name = ${text(name)}, worker = .${name})`);
  const disks = FOLDERS.map((name) => `(name = ${text(`${name}-disk`)}, disk = (writable = true))`);
  const config = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${[...services, ...disks, '(name = "outside", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true)))', '(name = "nowhere", network = (allow = []))'].join(",\n    ")}],
  sockets = [(name = "http", service = "kefu")],
);
${worker("kefu", {
  modules: [
    esModule("main.js"),
    esModule("app.js", relative(folder, bundle)),
    ...WASM.map(({ name, file }) => `(name = ${text(name)}, wasm = embed ${text(relative(folder, file))})`),
  ],
  bindings: kefuBindings(),
  objects: Object.values(OBJECTS).map((className) => [className, uniqueKeyOf(className)]),
  disk: "do-disk",
  outbound: "outside",
})}
${worker("house", {
  modules: [esModule("house.js")],
  bindings: [
    databaseBinding,
    binding("MIGRATIONS", 'json = embed "migrations.json"'),
    binding("CLOCK", 'durableObjectNamespace = "Clock"'),
    binding("MINUTE", service("kefu", "Minute")),
  ],
  objects: [["Clock", "kefu-Clock"]],
  disk: "house-disk",
})}
${worker("assets", {
  modules: [
    esModule("assets.js"),
    esModule("files.js"),
    ...files.map(({ file }, at) => `(name = ${text(moduleName(at))}, data = embed ${text(relative(folder, file))})`),
  ],
  bindings: [],
})}
${STORES.map((store) =>
  worker(store.service, {
    modules: [esModule(`${store.script}.js`)],
    bindings: [binding(store.binding, `durableObjectNamespace = ${text(store.className)}`), binding("OLD_BLOBS", service(`${store.service}-disk`))],
    objects: [[store.className, store.uniqueKey]],
    disk: `${store.service}-disk`,
  }),
).join("\n")}
`;
  const path = join(folder, "config.capnp");
  await writeFile(path, config);
  return path;
}
