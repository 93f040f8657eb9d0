/** The shipped intent model in plain Node, for evaluations: the runtime's code with onnxruntime-web as Node loads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import type { EncoderSession } from "../../wasm-models/runtime/encoder-session.ts";
import { IntentModel } from "../../wasm-models/runtime/intent-model.ts";
import { manifestSchema } from "../../wasm-models/runtime/manifest.ts";

const SHIPPED = join(import.meta.dirname, "../../wasm-models/shipped");
const file = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(SHIPPED, name)));

function floats(tensor: ort.Tensor | undefined): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) throw new TypeError("the encoder gave no floats");
  return tensor.data;
}

async function nodeEncoder(bytes: Uint8Array<ArrayBuffer>): Promise<EncoderSession> {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = "error";
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const input = (values: readonly number[]): ort.Tensor => new ort.Tensor("int32", Int32Array.from(values), [values.length]);
  return {
    run: async (ids, types) => {
      const output = await session.run({ ids: input(ids), types: input(types) });
      return { hidden: floats(output.hidden), embedded: floats(output.embedded) };
    },
    release: () => session.release(),
  };
}

export async function shippedModel(): Promise<IntentModel> {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(SHIPPED, "manifest.json"), "utf8")));
  const files = new Map(Object.keys(manifest.files).map((name) => [name, file(name)]));
  return new IntentModel(manifest, files, await nodeEncoder(file("encoder.onnx")));
}
