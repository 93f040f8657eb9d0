import fc from "fast-check";
import { expect, test } from "vitest";
import type { TextVectors } from "../../../../wasm-models/runtime/intent-model.ts";
import { LEAST_MEASURED, measuredThreshold, thresholdCurve } from "../../../../worker/intent/custom/threshold-curve.ts";

const at = (points: ReturnType<typeof thresholdCurve>, threshold: number) => points.find((point) => point.threshold === threshold);
const towards = (...embedding: number[]): TextVectors => ({ embedding: Float32Array.from(embedding), ngrams: new Map() });
const likes = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });

test("precision and recall count what reaches the threshold", () => {
  const points = thresholdCurve([0.9, 0.8, 0.7, 0.4], [0.75, 0.3, 0.2]);
  expect(points).toHaveLength(101);
  expect(at(points, 0)).toEqual({ threshold: 0, precision: 4 / 7, recall: 1 });
  expect(at(points, 0.5)).toEqual({ threshold: 0.5, precision: 3 / 4, recall: 3 / 4 });
  expect(at(points, 0.8)).toEqual({ threshold: 0.8, precision: 1, recall: 1 / 2 });
  expect(at(points, 1)).toEqual({ threshold: 1, precision: null, recall: 0 });
});

test("without other intents there is recall and no precision", () => {
  for (const { precision } of thresholdCurve([0.9, 0.8], [])) expect(precision).toBeNull();
});

test("recall only falls as the threshold rises, and both stay shares", () => {
  fc.assert(
    fc.property(likes, likes, (own, foreign) => {
      let before = 1;
      for (const { precision, recall } of thresholdCurve(own, foreign)) {
        expect(recall).toBeLessThanOrEqual(before);
        if (precision !== null) expect(precision >= 0 && precision <= 1).toBe(true);
        before = recall;
      }
    }),
  );
});

test("an example is measured without itself, so one that is like no other is missed", () => {
  const examples = [towards(1, 0, 0), towards(1, 0, 0), towards(1, 0, 0), towards(1, 0, 0), towards(0, 1, 0)];
  const sibling = { name: "other", threshold: 0.5, examples: [towards(0, 0, 1), towards(0, 0, 1)] };
  const { others, points } = measuredThreshold(examples, [sibling]);
  expect(others).toBe(2);
  expect(at(points, 0.3)).toEqual({ threshold: 0.3, precision: 1, recall: 4 / 5 });
});

test("too few examples have no curve", () => {
  const examples = Array.from({ length: LEAST_MEASURED - 1 }, () => towards(1, 0));
  expect(measuredThreshold(examples, []).points).toEqual([]);
});
