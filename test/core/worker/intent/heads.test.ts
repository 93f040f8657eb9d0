/** The heads on the encoder: computed four rows at a time, to the last digit as row by row. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { applied } from "../../../../wasm-models/runtime/heads.ts";

const number = fc.float({ min: -8, max: 8, noNaN: true });

test("every row is its bias and its weights times the input, whatever their number", () => {
  const shapes = fc.record({ rows: fc.integer({ min: 0, max: 11 }), width: fc.integer({ min: 1, max: 9 }) });
  const cases = shapes.chain(({ rows, width }) =>
    fc.record({
      weight: fc.float32Array({ minLength: rows * width, maxLength: rows * width, min: -8, max: 8, noNaN: true }),
      bias: fc.float32Array({ minLength: rows, maxLength: rows, min: -8, max: 8, noNaN: true }),
      x: fc.array(number, { minLength: width, maxLength: width }).map((values) => Float32Array.from(values)),
    }),
  );
  fc.assert(
    fc.property(cases, ({ weight, bias, x }) => {
      const rowByRow = bias.map((start, row) => x.reduce((sum, value, n) => sum + (weight[row * x.length + n] ?? 0) * value, start));
      expect([...applied({ weight, bias }, x)]).toEqual([...rowByRow]);
    }),
  );
});
