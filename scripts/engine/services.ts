/** The engine's services as workerd's configuration: the worker, its stores over SQLite objects, the assets, the house. */
import { BUCKETS, DATABASE, KEY_VALUES, OBJECTS, uniqueKeyOf, VARIABLES } from "./bindings.ts";
import { binding, esModule, fromEnvironment, list, service, text, type WorkerParts, worker } from "./capnp.ts";

/** Also in scripts/binary/launcher.h. */
export const MOST_PARTS = 8;
/** Between the processes of an engine; nobody else's host. */
const PEER_HOST = "peer.kefu.internal";

/** The stores' objects keep the keys that miniflare gave them, so that data of before is found where it is. */
const STORES = {
  d1: { className: "SqlDatabase", uniqueKey: "miniflare-D1DatabaseObject", script: "sql-database.js" },
  kv: { className: "KeyValues", uniqueKey: "miniflare-KVNamespaceObject", script: "key-values.js" },
  r2: { className: "Bucket", uniqueKey: "miniflare-R2BucketObject", script: "bucket.js" },
} as const;
type Store = keyof typeof STORES;
const storeNames = Object.keys(STORES) as Store[];

/** Folders below the data directory; the engine is told where each is (`-d <folder>-disk=<path>`). Also in scripts/binary. */
export const FOLDERS = ["do", "d1", "kv", "r2", "house"] as const;
/** Scripts that are built for the configuration. */
export const SCRIPTS = ["main", "house", "assets", "sql-database", "key-values", "bucket"] as const;

export interface ServicesOptions {
  /** several processes, a control socket, the data directory as a disk: what the launcher starts */
  launched: boolean;
  /** paths as seen from the configuration's folder */
  bundle: string;
  wasm: readonly { name: string; file: string }[];
  assets: readonly string[];
  v8Flags: readonly string[];
}

const SESSION = "CustomerSession";
export const assetModule = (at: number): string => `file-${at}`;
const doorOf = (store: Store, name: string): string => `STORE_${store}_${name}`;
/** The door of a store, for the binding that speaks its protocol. */
const door = (store: Store, name: string): string =>
  `(name = ${text(store)}, entrypoint = "Door", props = (json = ${text(JSON.stringify({ name, binding: doorOf(store, name) }))}))`;

const used: readonly (readonly [Store, string])[] = [
  ["d1", DATABASE],
  ...Object.values(KEY_VALUES).map((name) => ["kv", name] as const),
  ...Object.values(BUCKETS).map((name) => ["r2", name] as const),
];
const database = binding(
  "DB",
  `wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = ${door("d1", DATABASE)})])`,
);
const numbers = Array.from({ length: MOST_PARTS }, (_, at) => at);
const PART = ["KEFU_PART", "KEFU_PARTS"];

const kefuBindings = ({ launched }: ServicesOptions): string[] => [
  ...[...VARIABLES, ...PART].map(fromEnvironment),
  ...Object.entries(OBJECTS).map(([name, className]) => binding(name, `durableObjectNamespace = ${text(className)}`)),
  ...Object.entries(KEY_VALUES).map(([name, namespace]) => binding(name, `kvNamespace = ${door("kv", namespace)}`)),
  ...Object.entries(BUCKETS).map(([name, bucket]) => binding(name, `r2Bucket = ${door("r2", bucket)}`)),
  database,
  binding("ASSETS", service("assets")),
  binding("ENGINE", service("kefu", "Engine")),
  binding("HOUSE", service("house", "House")),
  ...(launched
    ? [
        ...numbers.map((at) => binding(`PEER_${at}`, service(`peer-${at}`))),
        ...used.map(([store, name]) => binding(doorOf(store, name), `service = ${door(store, name)}`)),
        binding("DO_DISK", service("do-disk")),
      ]
    : []),
];

const wasmModule = ({ name, file }: ServicesOptions["wasm"][number]): string => `(name = ${text(name)}, wasm = embed ${text(file)})`;

const kefu = (options: ServicesOptions): WorkerParts => ({
  name: "kefu",
  modules: [esModule("entry.js"), esModule("main.js"), esModule("app.js", options.bundle), ...options.wasm.map(wasmModule)],
  bindings: kefuBindings(options),
  objects: Object.values(OBJECTS).map((className) => [className, uniqueKeyOf(className)] as const),
  disk: "do-disk",
  outbound: "outside",
});

const house = ({ launched }: ServicesOptions): WorkerParts => ({
  name: "house",
  modules: [esModule("house.js")],
  bindings: [
    database,
    binding("MIGRATIONS", 'json = embed "migrations.json"'),
    binding("CLOCK", 'durableObjectNamespace = "Clock"'),
    binding("MINUTE", service("kefu", "Minute")),
    binding("KEFU", service("kefu")),
    fromEnvironment("ADMIN_SECRET"),
    ...(launched ? [binding("DATA_DISK", service("data-disk"))] : []),
  ],
  objects: [["Clock", uniqueKeyOf("Clock")]],
  disk: "house-disk",
});

const assets = (options: ServicesOptions): WorkerParts => ({
  name: "assets",
  modules: [esModule("assets.js"), esModule("files.js"), ...options.assets.map((file, at) => `(name = ${text(assetModule(at))}, data = embed ${text(file)})`)],
  bindings: [],
});

const store = (name: Store, { launched }: Pick<ServicesOptions, "launched">): WorkerParts => ({
  name,
  modules: [esModule(STORES[name].script)],
  bindings: [
    binding("OBJECTS", `durableObjectNamespace = ${text(STORES[name].className)}`),
    binding("OLD_BLOBS", service(`${name}-disk`)),
    fromEnvironment("KEFU_PART"),
    ...(launched ? [binding("PEER_0", service("peer-0"))] : []),
  ],
  objects: [[STORES[name].className, STORES[name].uniqueKey]],
  disk: `${name}-disk`,
});

/** What workerd must find by name: every class of the worker, over bindings that reach all parts. */
export function entryText(): string {
  const classes = [...Object.values(OBJECTS), "Engine"].filter((name) => name !== SESSION);
  return `import * as app from "./app.js";
import { overAllParts } from "./main.js";
export { default, Minute, Peer, ${SESSION} } from "./main.js";
${classes.map((name) => `export const ${name} = overAllParts(app.${name});`).join("\n")}
`;
}

const NOWHERE = '(name = "nowhere", network = (allow = []))';
const NETWORKS = ['(name = "outside", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true)))', NOWHERE];
const disk = (name: string): string => `(name = ${text(`${name}-disk`)}, disk = (writable = true))`;
/** The address is the launcher's to give; a part that does not run has none. */
const peer = (at: number): string => `(name = "peer-${at}", external = (address = "127.0.0.1:1", http = (capnpConnectHost = ${text(PEER_HOST)})))`;

const constant = (
  services: readonly string[],
  sockets: readonly string[],
  workers: readonly WorkerParts[],
  v8Flags: readonly string[],
): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = ${list([...workers.map(({ name }) => `(name = ${text(name)}, worker = .${name})`), ...services])},
  sockets = ${list(sockets)},
  v8Flags = ${list(v8Flags.map(text))},
);
${workers.map(worker).join("\n")}
`;

/** A worker (`app.js` with these modules beside it) that has nothing but the engine's D1, for benches of a part. */
export function databaseOnly({ wasm, v8Flags }: Pick<ServicesOptions, "wasm" | "v8Flags">): string {
  const app = { name: "app", modules: [esModule("app.js"), ...wasm.map(wasmModule)], bindings: [database] };
  return constant([disk("d1"), NOWHERE], ['(name = "http", service = "app")'], [app, store("d1", { launched: false })], v8Flags);
}

/** The whole configuration, as text; its constant is `config`. */
export function configText(options: ServicesOptions): string {
  const workers = [kefu(options), house(options), assets(options), ...storeNames.map((name) => store(name, options))];
  const services = [...FOLDERS.map(disk), ...NETWORKS, ...(options.launched ? [...numbers.map(peer), disk("data")] : [])];
  const sockets = [
    '(name = "http", service = "kefu")',
    ...(options.launched
      ? [
          `(name = "peer", http = (capnpConnectHost = ${text(PEER_HOST)}), service = (name = "kefu", entrypoint = "Peer"))`,
          '(name = "control", service = (name = "house", entrypoint = "House"))',
        ]
      : []),
  ];
  return constant(services, sockets, workers, options.v8Flags);
}
