/** What a model folder says of itself, and its files once they are proven to be what it says. */
import { z } from "zod";

/** The layout this runtime reads; another number is another layout. */
const FORMAT = 4;
const DTYPES = ["float32", "int8", "uint8", "uint16", "uint32"] as const;
const MOST_FILE_BYTES = 20 * 1024 * 1024;
/** Encoder outputs and embeddings wider than this are no model of ours. */
const MOST_WIDTH = 2_048;

const arraysSchema = z.object({
  file: z.string(),
  arrays: z.record(
    z.string(),
    z.object({ at: z.number().int().min(0).multipleOf(4), type: z.enum(DTYPES), shape: z.array(z.number().int().min(1)).min(1).max(2) }),
  ),
});
const sideSchema = z.object({
  deep: z.number(),
  wide: z.number(),
  bias: z.number(),
  slope: z.number(),
  offset: z.number(),
});

export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string().regex(/^[\w.-]{1,60}$/),
  labels: z.array(z.string()).min(2).max(500),
  hidden: z.number().int().min(8).max(MOST_WIDTH),
  embedding: z.number().int().min(8).max(MOST_WIDTH),
  files: z.record(
    z.string().regex(/^[\w.-]{1,60}$/),
    z.object({ bytes: z.number().int().min(1).max(MOST_FILE_BYTES), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
  heads: arraysSchema,
  ngrams: arraysSchema,
  combination: z.object({
    sides: z.object({ zh: sideSchema, en: sideSchema, "zh-context": sideSchema, "en-context": sideSchema }),
    second: z.number(),
    alone: z.number(),
    clause: z.number(),
    sure: z.object({ height: z.number(), above: z.number(), alone: z.number(), context: z.number() }),
    oos: z.object({ energy: z.number(), label: z.number(), bias: z.number() }),
  }),
});

export type Manifest = z.infer<typeof manifestSchema>;
/** By file name. */
export type ModelFiles = ReadonlyMap<string, Uint8Array>;

export const MODEL_FILES = ["encoder.onnx", "pieces.txt", "heads.bin", "ngrams.bin"] as const;

/** null = the bytes are what the manifest says; otherwise what is wrong. */
export async function lieOf(manifest: Manifest, files: ModelFiles): Promise<string | null> {
  for (const name of MODEL_FILES) {
    const lie = await lieOfFile(manifest, name, files.get(name));
    if (lie !== null) return lie;
  }
  return null;
}

/** The same of one file. */
export async function lieOfFile(manifest: Manifest, name: string, held: Uint8Array | undefined): Promise<string | null> {
  const said = manifest.files[name];
  if (!said || !held) return `${name} is missing`;
  if (held.length !== said.bytes) return `${name} has ${held.length} bytes, not ${said.bytes}`;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", held));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === said.sha256 ? null : `${name} has another checksum than the manifest says`;
}

const ARRAYS = { float32: Float32Array, int8: Int8Array, uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array } as const;
type ArrayOf<K extends keyof typeof ARRAYS> = InstanceType<(typeof ARRAYS)[K]>;

/** One array of a file of several, copied out so that the file can go. Throws RangeError when it does not lie inside the file. */
export function arrayIn<K extends keyof typeof ARRAYS>(described: Manifest["heads"], files: ModelFiles, name: string, type: K): ArrayOf<K> {
  const entry = described.arrays[name];
  const file = files.get(described.file);
  if (!entry || !file || entry.type !== type) throw new RangeError(`${described.file} has no ${type} array ${name}`);
  const size = entry.shape.reduce((product, side) => product * side, ARRAYS[type].BYTES_PER_ELEMENT);
  if (entry.at + size > file.length) throw new RangeError(`${name} lies outside ${described.file}`);
  return new ARRAYS[type](file.slice(entry.at, entry.at + size).buffer) as ArrayOf<K>;
}
