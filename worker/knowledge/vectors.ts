/**
 * Dense search: int8 vectors of a tenant's chunks, compared in memory.
 *
 * Memory per chunk: `dims` bytes of vector, a bit per dimension, 8 bytes of its id, 4 of its norm, 1 of work (dims 128: 157 bytes, 16 MB for
 * 100 000 chunks). In a large base the bits choose which chunks are compared whole.
 */

export interface VectorRow {
  chunkId: number;
  articleId: string;
  vector: Int8Array | null;
}

export interface VectorIndex {
  dims: number;
  size: number;
  chunkIds: Float64Array;
  vectors: Int8Array;
  /** 1 / |v| per row; 0 where there is no vector. */
  inverseNorms: Float32Array;
  /** Null in a small base. */
  signs: Signs | null;
}

/** On which side of the middle of all directions each vector lies, dimension by dimension. */
interface Signs {
  /** dims / 32 words a row */
  bits: Uint32Array;
  words: number;
  middle: Float32Array;
  /** Scratch: differing bits by row. */
  differing: Uint8Array;
}

/** Up to so many chunks every one is compared whole. */
const EXACT_UP_TO = 4_000;
/** Chunks that are compared whole in a larger base: those whose bits differ least. Measured: docs/quality.md. */
const COMPARED = 2_000;
const WORD_BITS = 32;

const normOf = (vector: Int8Array): number => {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
};

/** Lays rows out for one pass; rows whose vector has another length (an older model) count as having none. */
export function buildVectorIndex(rows: readonly VectorRow[], dims: number, exactUpTo: number = EXACT_UP_TO): VectorIndex {
  const index: VectorIndex = {
    dims,
    size: rows.length,
    chunkIds: new Float64Array(rows.length),
    vectors: new Int8Array(rows.length * dims),
    inverseNorms: new Float32Array(rows.length),
    signs: null,
  };
  rows.forEach((row, at) => {
    index.chunkIds[at] = row.chunkId;
    if (row.vector?.length !== dims) return;
    index.vectors.set(row.vector, at * dims);
    const norm = normOf(row.vector);
    index.inverseNorms[at] = norm === 0 ? 0 : 1 / norm;
  });
  return rows.length > exactUpTo ? { ...index, signs: signsOf(index) } : index;
}

function signsOf({ dims, size, vectors, inverseNorms }: VectorIndex): Signs {
  const middle = new Float32Array(dims);
  for (let at = 0; at < size; at++) {
    const share = (inverseNorms[at] ?? 0) / size;
    for (let n = 0; n < dims; n++) middle[n] = (middle[n] ?? 0) + (vectors[at * dims + n] ?? 0) * share;
  }
  const words = Math.ceil(dims / WORD_BITS);
  const bits = new Uint32Array(size * words);
  for (let at = 0; at < size; at++)
    setBits(bits.subarray(at * words, (at + 1) * words), vectors.subarray(at * dims, (at + 1) * dims), inverseNorms[at] ?? 0, middle);
  return { bits, words, middle, differing: new Uint8Array(size) };
}

function setBits(bits: Uint32Array, vector: Int8Array, inverseNorm: number, middle: Float32Array): void {
  for (let n = 0; n < vector.length; n++) {
    if ((vector[n] ?? 0) * inverseNorm > (middle[n] ?? 0)) bits[n >> 5] = (bits[n >> 5] ?? 0) | (1 << (n & 31));
  }
}

/** Bits set in each nibble of a 32-bit word: https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
function nibbleCounts(word: number): number {
  const v = word - ((word >>> 1) & 0x55555555);
  return (v & 0x33333333) + ((v >>> 2) & 0x33333333);
}

/** Bits that differ from the query's, row by row; two words are counted at once, their nibbles hold eight. */
function countDiffering({ bits, words, differing }: Signs, asked: Uint32Array): void {
  for (let at = 0, base = 0; at < differing.length; at++, base += words) {
    let sum = 0;
    for (let n = 0; n < words; n += 2) {
      const second = n + 1 < words ? nibbleCounts((bits[base + n + 1] ?? 0) ^ (asked[n + 1] ?? 0)) : 0;
      const both = nibbleCounts((bits[base + n] ?? 0) ^ (asked[n] ?? 0)) + second;
      sum += Math.imul((both & 0x0f0f0f0f) + ((both >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
    }
    differing[at] = sum;
  }
}

/** Rows whose bits differ least from the query's: `most` of them, and all that differ as much as the last. */
function closeRows(signs: Signs, query: Int8Array, norm: number, most: number): Int32Array {
  const { words, middle, differing } = signs;
  const asked = new Uint32Array(words);
  setBits(asked, query, 1 / norm, middle);
  countDiffering(signs, asked);
  const counts = new Int32Array(words * WORD_BITS + 1);
  // By index: walking a typed array by its iterator takes ten times as long.
  for (let at = 0; at < differing.length; at++) counts[differing[at] ?? 0] = (counts[differing[at] ?? 0] ?? 0) + 1;
  let [limit, found] = [0, counts[0] ?? 0];
  while (found < most && limit < counts.length - 1) found += counts[++limit] ?? 0;
  const close = new Int32Array(found);
  for (let at = 0, place = 0; at < differing.length; at++) if ((differing[at] ?? 0) <= limit) close[place++] = at;
  return close;
}

/** Integers to the end: four products at a time are counted without a float between. */
function dot(vectors: Int8Array, base: number, query: Int8Array): number {
  let sum = 0;
  const whole = query.length & ~3;
  for (let n = 0, at = base; n < whole; n += 4, at += 4) {
    const left = (vectors[at] ?? 0) * (query[n] ?? 0) + (vectors[at + 1] ?? 0) * (query[n + 1] ?? 0);
    const right = (vectors[at + 2] ?? 0) * (query[n + 2] ?? 0) + (vectors[at + 3] ?? 0) * (query[n + 3] ?? 0);
    sum = (sum + left + right) | 0;
  }
  for (let n = whole; n < query.length; n++) sum += (vectors[base + n] ?? 0) * (query[n] ?? 0);
  return sum;
}

/** Cosine of the query with row `at`, −1…1. */
export function cosineAt({ dims, vectors, inverseNorms }: VectorIndex, at: number, query: Int8Array, queryNorm: number): number {
  return queryNorm === 0 ? 0 : (dot(vectors, at * dims, query) * (inverseNorms[at] ?? 0)) / queryNorm;
}

export interface VectorHit {
  chunkId: number;
  score: number;
}

/** The `limit` nearest chunks, best first; in a large base, the nearest of those whose bits differ least. A bounded insertion list keeps the best. */
export function nearest(index: VectorIndex, query: Int8Array, limit: number, compared: number = COMPARED): VectorHit[] {
  const norm = normOf(query);
  if (query.length !== index.dims || norm === 0) return [];
  const close = index.signs ? closeRows(index.signs, query, norm, compared) : null;
  const best: VectorHit[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  const count = close ? close.length : index.size;
  for (let n = 0; n < count; n++) {
    const at = close ? (close[n] ?? 0) : n;
    if (index.inverseNorms[at] === 0) continue;
    const score = cosineAt(index, at, query, norm);
    if (best.length === limit && score <= floor) continue;
    let place = best.length;
    while (place > 0 && (best[place - 1]?.score ?? 0) < score) place--;
    best.splice(place, 0, { chunkId: index.chunkIds[at] ?? 0, score });
    if (best.length > limit) best.pop();
    floor = best.at(-1)?.score ?? floor;
  }
  return best;
}
