import fc from "fast-check";
import { expect, test } from "vitest";
import { fitRidge } from "../../../../worker/intent/custom/ridge.ts";

/** Softness on the diagonal, as the regression adds it. */
const SOFTNESS = 0.05;

test("the weights solve the regression they are fitted for", () => {
  const vectors = fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(vectors, (rows) => {
      const dot = (a: number, b: number): number => (rows[a] ?? []).reduce((sum, value, n) => sum + value * (rows[b]?.[n] ?? 0), 0);
      const classOf = rows.map((_, n) => n % 2);
      const weights = fitRidge(classOf, 2, dot);
      for (const target of [0, 1])
        for (const [a] of rows.entries()) {
          const said = rows.reduce((sum, _, b) => sum + (dot(a, b) + (a === b ? SOFTNESS : 0)) * (weights[b * 2 + target] ?? 0), 0);
          expect(said).toBeCloseTo(classOf[a] === target ? 1 : 0, 5);
        }
    }),
    { numRuns: 60 },
  );
});

test("no examples, no weights", () => {
  expect(fitRidge([], 0, () => 1)).toHaveLength(0);
});
