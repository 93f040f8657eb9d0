/** The files of a model. Pure. */

export const MANIFEST = "manifest.json";
/** What a model is made of: wasm-models/runtime/manifest.ts MODEL_FILES (a test compares). */
export const MODEL_FILES = ["encoder.onnx", "pieces.txt", "heads.bin", "ngrams.bin"] as const;
/** Names that are not among the files; empty = all are there. */
export const missingFiles = (given: readonly { name: string }[]): string[] =>
  [MANIFEST, ...MODEL_FILES].filter((wanted) => !given.some(({ name }) => name === wanted));
