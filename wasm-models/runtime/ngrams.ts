/** The wide branch: hashed n-grams into linear logits. Mirrors `ngram_hashes` (text.py) and `Wide` (train_wide.py) of the trainer. Pure. */
import { arrayIn, type Manifest, type ModelFiles } from "./manifest.ts";
import { wordsOf } from "./normalise.ts";

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
const PRIME = 16_777_619;
const CHARS_BASIS = 2_166_136_261;
const WORD_BASIS = 0x9e3779b9;
const PAIR_BASIS = 0x85ebca6b;
const LONGEST_GRAM = 5;
const EDGE = 1;

const mixed = (hash: number, value: number): number => Math.imul(hash ^ value, PRIME) >>> 0;

/** Hashes of character 1- to 5-grams (an edge sign at both ends), of words and of pairs of words, repeats included. */
export function ngramHashes(normalised: string): number[] {
  const points = [EDGE, ...Array.from(normalised, (char) => char.codePointAt(0) ?? 0), EDGE];
  const found: number[] = [];
  for (let start = 0; start < points.length; start++) {
    let hash = CHARS_BASIS;
    for (let at = start; at < Math.min(start + LONGEST_GRAM, points.length); at++) {
      hash = mixed(hash, points[at] ?? 0);
      found.push(hash);
    }
  }
  let before: number | null = null;
  for (const word of wordsOf(normalised)) {
    let hash = WORD_BASIS;
    for (const char of word) hash = mixed(hash, char.codePointAt(0) ?? 0);
    found.push(hash);
    if (before !== null) found.push(mixed(mixed(PAIR_BASIS, before), hash));
    before = hash;
  }
  return found;
}

export interface WideWeights {
  /** sorted, one per feature */
  keys: Uint32Array;
  idf: Float32Array;
  /** [feature][label]; times the scale of the feature and of the label, where there is one */
  weights: Int8Array;
  rows?: Float32Array;
  scale?: Float32Array;
  /** per label */
  bias: Float32Array;
}

/** A packed weight is a half byte, zero at eight. */
const HALF_ZERO = 8;

/** Reads what the trainer packed (training/kefu_train/export.py): 16-bit idf and scales with their steps, two weights a byte. Throws RangeError. */
export function unpackedNgrams(described: Manifest["ngrams"], files: ModelFiles, labels: number): WideWeights {
  const keys = arrayIn(described, files, "keys", "uint32");
  const bias = arrayIn(described, files, "bias", "float32");
  const packed = arrayIn(described, files, "packed", "uint8");
  const steps = arrayIn(described, files, "steps", "float32");
  const stepped = (name: string, step: number): Float32Array => Float32Array.from(arrayIn(described, files, name, "uint16"), (part) => part * step);
  const [idf, rows] = [stepped("idf", steps[0] ?? 0), stepped("rows", steps[1] ?? 0)];
  const width = Math.ceil(labels / 2);
  if (bias.length !== labels || packed.length !== keys.length * width || idf.length !== keys.length || rows.length !== keys.length)
    throw new RangeError("the n-gram weights are of another size than the manifest says");
  const weights = new Int8Array(keys.length * labels);
  for (let feature = 0, at = 0; feature < keys.length; feature++) {
    for (let label = 0; label < labels; label++, at++) {
      const byte = packed[feature * width + (label >> 1)] ?? 0;
      weights[at] = (label % 2 === 0 ? byte & 15 : byte >> 4) - HALF_ZERO;
    }
  }
  return { keys, idf, weights, rows, bias };
}

/** A text as a unit vector over known features: place in `keys` → value. */
export type NgramVector = ReadonlyMap<number, number>;

export function ngramVector(wide: WideWeights, normalised: string): NgramVector {
  const counts = new Map<number, number>();
  for (const hash of ngramHashes(normalised)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const vector = new Map<number, number>();
  let squares = 0;
  for (const [hash, count] of counts) {
    const at = placeOf(wide.keys, hash);
    if (at < 0) continue;
    const value = (1 + Math.log(count)) * (wide.idf[at] ?? 0);
    vector.set(at, value);
    squares += value * value;
  }
  const length = Math.max(Math.sqrt(squares), 1e-9);
  for (const [at, value] of vector) vector.set(at, value / length);
  return vector;
}

export function wideLogits(wide: WideWeights, vector: NgramVector): Float32Array {
  const labels = wide.bias.length;
  const sums = new Float64Array(labels);
  for (const [at, value] of vector) {
    const row = at * labels;
    const factor = value * (wide.rows?.[at] ?? 1);
    for (let label = 0; label < labels; label++) sums[label] = (sums[label] ?? 0) + factor * (wide.weights[row + label] ?? 0);
  }
  return Float32Array.from(sums, (sum, label) => sum * (wide.scale?.[label] ?? 1) + (wide.bias[label] ?? 0));
}

/** −1 = not there. */
function placeOf(sorted: Uint32Array, key: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle] ?? 0;
    if (value === key) return middle;
    if (value < key) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
