/** A text as numbers that search compares: the model's sentence vector and its intents, both quantised. Pure. */
import type { Reading } from "../../wasm-models/runtime/intent-model.ts";

export interface TextEncoding {
  /** int8 direction of the sentence vector; only cosines of it mean something */
  vector: Int8Array;
  /** confidence × 255 by the model's labels */
  intents: Uint8Array;
}

const LARGEST = 127;

/** Scaled by its largest part, so that eight bits hold as much of the direction as they can. */
function quantised(vector: Float32Array): Int8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest === 0 ? 0 : LARGEST / largest;
  return Int8Array.from(vector, (value) => Math.round(value * scale));
}

export function encodingOf(reading: Pick<Reading, "named" | "vectors">, labels: readonly string[]): TextEncoding {
  const intents = new Uint8Array(labels.length);
  for (const { name, confidence } of reading.named) {
    const at = labels.indexOf(name);
    if (at >= 0) intents[at] = Math.round(confidence * 255);
  }
  return { vector: quantised(reading.vectors.embedding), intents };
}
