/**
 * onnxruntime-web inside workerd, the package as it is. The platform forbids compiling WebAssembly from bytes, so the runtime's request to
 * do so is answered with the module that came compiled with the bundle.
 */

import compiledRuntime from "onnxruntime-web/ort-wasm-simd-threaded.wasm";
import * as ort from "onnxruntime-web/wasm";
import type { EncoderOutput } from "./heads.ts";
import { OneAtATime } from "./one-at-a-time.ts";

export interface EncoderSession {
  run(ids: readonly number[], types: readonly number[]): Promise<EncoderOutput>;
  /** WebAssembly memory never shrinks, but what a released session held is used again. */
  release(): Promise<void>;
}

/** Not four bytes of a model: the first session is made to fail, so that the runtime initialises and nothing else happens. */
const NO_MODEL_BYTES = 4;

let isInstantiated = false;
let isInitialised = false;
let memory: WebAssembly.Memory | null = null;

/** WebAssembly memory of the runtime with all open sessions in it; it grows to what two models and the longest message need, and stays. */
export const runtimeMemoryBytes = (): number => memory?.buffer.byteLength ?? 0;

const isMemory = (value: unknown): value is WebAssembly.Memory => value instanceof WebAssembly.Memory;

/** Not a shared promise: the request that began may be cut off, and whoever waited for its end would wait for ever. */
async function initialise(): Promise<void> {
  if (isInitialised) return;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.logLevel = "error";
  // Any bytes select the glue code inside the bundle; nothing is fetched.
  ort.env.wasm.wasmBinary = new Uint8Array(1).buffer;
  const original = WebAssembly.instantiate;
  const answered = async (_bytes: unknown, imports: WebAssembly.Imports = {}): Promise<unknown> => {
    const instance = await original(compiledRuntime, imports);
    memory = [instance.exports, ...Object.values(imports)].flatMap((names) => Object.values(names)).find(isMemory) ?? null;
    isInstantiated = true;
    return { instance, module: compiledRuntime };
  };
  WebAssembly.instantiate = answered as typeof WebAssembly.instantiate;
  try {
    await ort.InferenceSession.create(new Uint8Array(NO_MODEL_BYTES));
  } catch {
    // As expected: these bytes are no model.
  } finally {
    WebAssembly.instantiate = original;
  }
  // The runtime refuses a second beginning: after one that was cut off this isolate has no model, and says so.
  if (!isInstantiated) throw new Error("the runtime did not begin");
  isInitialised = true;
}

/** Runs of all sessions go one after another: the runtime has one stack. */
const line = new OneAtATime();

/** Rejects when the bytes are no model this runtime can run. */
export async function openEncoder(model: Uint8Array): Promise<EncoderSession> {
  await line.run(initialise);
  return encoderOf(await line.run(() => ort.InferenceSession.create(model, { executionProviders: ["wasm"], graphOptimizationLevel: "all" })));
}

/** Not inside `openEncoder`: what is returned would keep the model's bytes, which the runtime has copied. */
function encoderOf(session: ort.InferenceSession): EncoderSession {
  return {
    run: (ids, types) =>
      line.run(async () => {
        const input = (values: readonly number[]): ort.Tensor => new ort.Tensor("int32", Int32Array.from(values), [values.length]);
        const output = await session.run({ ids: input(ids), types: input(types) });
        return { hidden: floats(output.hidden), embedded: floats(output.embedded) };
      }),
    release: () => line.run(() => session.release()),
  };
}

function floats(tensor: ort.Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError("the encoder gave no floats");
  return tensor.data;
}
