/** The model among the built files: its files as static assets, the WebAssembly runtime as a compiled module beside the bundle. */
import { existsSync } from "node:fs";
import { cp, mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Plugin } from "esbuild";
import { ROOT } from "./root.ts";

const SHIPPED = join(ROOT, "wasm-models/shipped");
const RUNTIME = "ort-wasm-simd-threaded.wasm";

/** Leaves `*.wasm` out of the bundle, to be found beside it: the platform takes WebAssembly only compiled. */
export const compiledWasm: Plugin = {
  name: "compiled-wasm",
  setup(build) {
    build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path: `./${basename(path)}`, external: true }));
  },
};

/** The modules that stand beside a bundle made with `compiledWasm`. */
export const WASM: readonly { name: string; file: string }[] = [{ name: RUNTIME, file: join(ROOT, "node_modules/onnxruntime-web/dist", RUNTIME) }];

export async function wasmModules(): Promise<{ type: "CompiledWasm"; path: string; contents: Uint8Array<ArrayBuffer> }[]> {
  return Promise.all(WASM.map(async ({ name, file }) => ({ type: "CompiledWasm" as const, path: name, contents: new Uint8Array(await readFile(file)) })));
}

/** Puts the shipped model where the worker looks for it: `/models` of the assets. Without one rules understand. */
export async function buildModel(assets: string, models = SHIPPED): Promise<void> {
  if (!existsSync(models)) return;
  await mkdir(join(assets, "models"), { recursive: true });
  await cp(models, join(assets, "models"), { recursive: true });
}
