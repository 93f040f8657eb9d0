/**
 * Dense search: int8 vectors of a tenant's chunks, compared in memory.
 *
 * Memory per chunk: `dims` bytes of vector, 8 of its id, 4 of its norm (dims 128: 14 MB for 100 000 chunks).
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
}

const normOf = (vector: Int8Array): number => {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
};

/** Lays rows out for one pass; rows whose vector has another length (an older model) count as having none. */
export function buildVectorIndex(rows: readonly VectorRow[], dims: number): VectorIndex {
  const index: VectorIndex = {
    dims,
    size: rows.length,
    chunkIds: new Float64Array(rows.length),
    vectors: new Int8Array(rows.length * dims),
    inverseNorms: new Float32Array(rows.length),
  };
  rows.forEach((row, at) => {
    index.chunkIds[at] = row.chunkId;
    if (row.vector?.length !== dims) return;
    index.vectors.set(row.vector, at * dims);
    const norm = normOf(row.vector);
    index.inverseNorms[at] = norm === 0 ? 0 : 1 / norm;
  });
  return index;
}

/** Cosine of the query with row `at`, −1…1. */
export function cosineAt(index: VectorIndex, at: number, query: Int8Array, queryNorm: number): number {
  const { dims, vectors } = index;
  const base = at * dims;
  let sum = 0;
  for (let i = 0; i < dims; i++) sum += (vectors[base + i] ?? 0) * (query[i] ?? 0);
  return queryNorm === 0 ? 0 : (sum * (index.inverseNorms[at] ?? 0)) / queryNorm;
}

export interface VectorHit {
  chunkId: number;
  score: number;
}

/** The `limit` nearest chunks, best first. One pass; a bounded insertion list keeps the best. */
export function nearest(index: VectorIndex, query: Int8Array, limit: number): VectorHit[] {
  const norm = normOf(query);
  if (query.length !== index.dims || norm === 0) return [];
  const best: VectorHit[] = [];
  let floor = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < index.size; at++) {
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
