/**
 * Precision and recall of an own intent at every threshold, from its likeness alone: each example against the others with itself left out, and
 * the examples of the other intents. The regression that chooses between intents comes after the threshold and is not in it. Pure.
 */
import type { ThresholdPoint } from "../../../protocol/intent-threshold.ts";
import type { TextVectors } from "../../../wasm-models/runtime/intent-model.ts";
import { type CustomIntent, leftOutLikenesses, likeness } from "./custom-intents.ts";

/** With fewer, one example more or less moves recall by more than a fifth. */
export const LEAST_MEASURED = 5;
/** Examples of other intents that are measured: the work grows with their number times the intent's examples. */
const MOST_OTHERS = 1_000;
/** Steps of the curve from 0 to 1: those of a slider by hundredths. */
const STEPS = 100;

export interface MeasuredThreshold {
  others: number;
  points: ThresholdPoint[];
}

export function measuredThreshold(examples: readonly TextVectors[], siblings: readonly CustomIntent[]): MeasuredThreshold {
  const others = othersOf(siblings);
  if (examples.length < LEAST_MEASURED) return { others: others.length, points: [] };
  const foreign = others.map((text) => likeness(text, examples));
  return { others: others.length, points: thresholdCurve(leftOutLikenesses(examples), foreign) };
}

/** Of each intent the newest, equally many. */
function othersOf(siblings: readonly CustomIntent[]): TextVectors[] {
  const each = Math.max(1, Math.floor(MOST_OTHERS / Math.max(1, siblings.length)));
  return siblings.flatMap((intent) => intent.examples.slice(-each));
}

/**
 * `own`: likenesses of the intent's examples; `foreign`: of what is something else. At each threshold, recall = own at or above / all own;
 * precision = own at or above / (own and foreign at or above), unknown where nothing reaches it and where there is nothing foreign.
 */
export function thresholdCurve(own: readonly number[], foreign: readonly number[]): ThresholdPoint[] {
  const reaching = (scores: readonly number[], threshold: number): number => scores.filter((score) => score >= threshold).length;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const threshold = step / STEPS;
    const [right, wrong] = [reaching(own, threshold), reaching(foreign, threshold)];
    const known = foreign.length > 0 && right + wrong > 0;
    return { threshold, precision: known ? right / (right + wrong) : null, recall: own.length === 0 ? 0 : right / own.length };
  });
}
