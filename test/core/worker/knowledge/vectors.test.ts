import fc from "fast-check";
import { expect, it } from "vitest";
import { buildVectorIndex, nearest, type VectorRow } from "../../../../worker/knowledge/vectors.ts";

const DIMS = 64;
const vector = fc.int8Array({ minLength: DIMS, maxLength: DIMS });
const rowsOf = (vectors: readonly (Int8Array | null)[]): VectorRow[] => vectors.map((one, at) => ({ chunkId: at, articleId: `a${at}`, vector: one }));

it("a large base that compares every chunk whole answers as a small one", () => {
  fc.assert(
    fc.property(fc.array(fc.option(vector, { freq: 9 }), { minLength: 1, maxLength: 40 }), vector, (vectors, query) => {
      const rows = rowsOf(vectors);
      expect(nearest(buildVectorIndex(rows, DIMS, 0), query, 5, rows.length)).toEqual(nearest(buildVectorIndex(rows, DIMS, rows.length), query, 5));
    }),
  );
});

it("a large base finds the chunk that means nearly the same among thousands, though it compares few of them whole", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat({ max: 2_999 }), (seed, wanted) => {
      let state = seed;
      const next = (): number => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
        return ((state >> 16) & 0xff) - 128;
      };
      const rows = rowsOf(Array.from({ length: 3_000 }, () => Int8Array.from({ length: DIMS }, next)));
      const query = Int8Array.from(rows[wanted]?.vector ?? [], (value) => Math.max(-128, Math.min(127, value + Math.round(next() / 6))));
      const index = buildVectorIndex(rows, DIMS, 0);
      expect(nearest(index, query, 5, 100)[0]?.chunkId).toBe(wanted);
    }),
    { numRuns: 20 },
  );
});

it("vectors of another model count as none", () => {
  const rows = rowsOf([Int8Array.of(1, 2), Int8Array.of(1, 2, 3)]);
  expect(nearest(buildVectorIndex(rows, 2, 0), Int8Array.of(1, 2), 5).map(({ chunkId }) => chunkId)).toEqual([0]);
  expect(nearest(buildVectorIndex(rows, 2, 0), Int8Array.of(1, 2, 3), 5)).toEqual([]);
});
