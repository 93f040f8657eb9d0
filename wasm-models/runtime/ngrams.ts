/** The wide branch: hashed n-grams into linear logits. Mirrors `ngram_hashes` (text.py) and `Wide` (train_wide.py) of the trainer. Pure. */
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
  /** [feature][label] */
  weights: Int8Array;
  /** per label */
  scale: Float32Array;
  bias: Float32Array;
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
    for (let label = 0; label < labels; label++) sums[label] = (sums[label] ?? 0) + value * (wide.weights[row + label] ?? 0);
  }
  return Float32Array.from(sums, (sum, label) => sum * (wide.scale[label] ?? 0) + (wide.bias[label] ?? 0));
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
