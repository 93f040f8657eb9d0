/**
 * A tenant's own intents, learnt from a handful of examples without training. Whether a message is one of them: its likeness to the examples
 * (nearest and centroid, embeddings joined with n-grams), or nearly that and a regression that is sure. Which one: the kernel ridge regression
 * over all examples. Pure.
 */
import type { IntentScore } from "../../../protocol/understanding.ts";
import type { TextVectors } from "../../../wasm-models/runtime/intent-model.ts";
import type { NgramVector } from "../../../wasm-models/runtime/ngrams.ts";
import { fitRidge } from "./ridge.ts";

/** How much of a likeness is the embedding's; the rest is the n-grams'. Measured: wasm-models/intent/CARD.md. */
const EMBEDDING_SHARE = 0.65;
/** The best examples count as much as the middle of all. */
const NEAREST = 2;
/** Suggested thresholds stay between these. */
const LOWEST_THRESHOLD = 0.3;
const HIGHEST_THRESHOLD = 0.75;
/** Of left-out examples, this share may fall below the threshold. */
const MISSED_SHARE = 0.1;
const SLACK = 0.03;
/** Confidence at the threshold, and how fast it rises above. */
const AT_THRESHOLD = 0.6;
const STEEPNESS = 10;
const MOST_NAMED = 2;
/** How fast the regression forgets what is less alike: with the exponent, pairs of shared words count beside single ones. */
const SHARPNESS = 2.5;
/**
 * A likeness so far below a suggested threshold is still enough for what the regression is sure of: it knows what else there is, and the
 * threshold leaves out a tenth of the examples it was made from. The fewer intents, the less it knows. Numbers of this rule: training/few_shot.py.
 */
const NEARLY = 0.1;
const SURE = 0.35;
const SURE_OF_FEW = 0.3;
/** Examples of all intents that the regression learns from: its cost grows with the cube. */
const MOST_LEARNT = 400;

export interface CustomIntent {
  name: string;
  threshold: number;
  /** Set by a person: nothing below the threshold is this intent. */
  strict?: boolean;
  examples: readonly TextVectors[];
}

export class CustomIntents {
  /** Changes with every change of the tenant's intents. */
  readonly version: number;
  readonly #intents: readonly CustomIntent[];
  readonly #learnt: readonly { example: TextVectors; at: number }[];
  /** [example][intent]; fitted when two intents first compete for a message. */
  #weights: Float64Array | null = null;

  constructor(version: number, intents: readonly CustomIntent[]) {
    this.version = version;
    this.#intents = intents;
    const each = Math.max(1, Math.floor(MOST_LEARNT / Math.max(1, intents.length)));
    this.#learnt = intents.flatMap((intent, at) => intent.examples.slice(-each).map((example) => ({ example, at })));
  }

  /** What the message is, best first; none when it is like no intent's examples. */
  match(text: TextVectors): IntentScore[] {
    const near = this.#intents
      .map((intent, at) => ({ name: intent.name, at, above: likeness(text, intent.examples) - intent.threshold, strict: intent.strict === true }))
      .filter(({ above, strict }) => above >= (strict ? 0 : -NEARLY));
    const passing = near.filter(({ above }) => above >= 0);
    if (near.length === 0) return [];
    const said = near.length === 1 && passing.length === 1 ? new Float64Array(this.#intents.length) : this.#regression(text);
    const [first, ...others] = near.sort((a, b) => (said[b.at] ?? 0) - (said[a.at] ?? 0));
    if (!first || (passing.length === 0 && (said[first.at] ?? 0) < SURE + SURE_OF_FEW / this.#intents.length)) return [];
    const best = [first, ...others.filter(({ above }) => above >= 0)].slice(0, MOST_NAMED);
    // Confidences come from the likeness alone: the better one never gets the lower.
    const sure = best.map(({ above }) => confidenceOf(above)).sort((a, b) => b - a);
    return best.map(({ name }, place) => ({ name, confidence: sure[place] ?? 0 }));
  }

  /** About 1 for the intent a text belongs to, about 0 for the others. */
  #regression(text: TextVectors): Float64Array {
    const classes = this.#intents.length;
    this.#weights ??= this.#fitted();
    const sums = new Float64Array(classes);
    for (const [row, { example }] of this.#learnt.entries()) {
      const alike = kernel(text, example);
      for (let at = 0; at < classes; at++) sums[at] = (sums[at] ?? 0) + alike * (this.#weights[row * classes + at] ?? 0);
    }
    return sums;
  }

  #fitted(): Float64Array {
    const classOf = this.#learnt.map(({ at }) => at);
    return fitRidge(classOf, this.#intents.length, (a, b) => kernel(this.#learnt[a]?.example, this.#learnt[b]?.example));
  }
}

function kernel(a: TextVectors | undefined, b: TextVectors | undefined): number {
  if (!a || !b) return 0;
  return Math.exp(SHARPNESS * (EMBEDDING_SHARE * dot(a.embedding, b.embedding) + (1 - EMBEDDING_SHARE) * sparseDot(a.ngrams, b.ngrams) - 1));
}

/** 0–1: to the middle of the examples and to the nearest of them. */
export function likeness(text: TextVectors, examples: readonly TextVectors[]): number {
  if (examples.length === 0) return 0;
  const centre = centroid(examples.map((example) => example.embedding));
  const toEach = examples.map((example) => joint(dot(text.embedding, example.embedding), sparseDot(text.ngrams, example.ngrams))).sort((a, b) => b - a);
  const near = toEach.slice(0, NEAREST);
  const nearest = near.reduce((sum, value) => sum + value, 0) / near.length;
  return (joint(dot(text.embedding, centre), averageNgrams(text.ngrams, examples)) + nearest) / 2;
}

const joint = (embedding: number, ngrams: number): number => EMBEDDING_SHARE * Math.max(0, embedding) + (1 - EMBEDDING_SHARE) * ngrams;

/** `above`: the likeness over the threshold. */
function confidenceOf(above: number): number {
  const odds = Math.log(AT_THRESHOLD / (1 - AT_THRESHOLD)) + STEEPNESS * above;
  return 1 / (1 + Math.exp(-odds));
}

/** How like each example is to the others without it. */
export function leftOutLikenesses(examples: readonly TextVectors[]): number[] {
  return examples.map((example, at) =>
    likeness(
      example,
      examples.filter((_, n) => n !== at),
    ),
  );
}

/**
 * Leave-one-out: how like each example is to the others decides how like a message must be. `others` are texts that are something else:
 * examples of the tenant's other intents; the threshold lies above most of them when it can.
 */
export function suggestedThreshold(examples: readonly TextVectors[], others: readonly TextVectors[]): number {
  if (examples.length < 2) return HIGHEST_THRESHOLD;
  const own = leftOutLikenesses(examples).sort((a, b) => a - b);
  const low = own[Math.floor(own.length * MISSED_SHARE)] ?? LOWEST_THRESHOLD;
  const foreign = others.map((text) => likeness(text, examples)).sort((a, b) => b - a);
  const high = foreign[Math.floor(foreign.length * MISSED_SHARE)] ?? 0;
  const between = high > low ? (high + low) / 2 : low - SLACK;
  return Math.round(Math.min(HIGHEST_THRESHOLD, Math.max(LOWEST_THRESHOLD, between)) * 1_000) / 1_000;
}

function centroid(vectors: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let n = 0; n < sum.length; n++) sum[n] = (sum[n] ?? 0) + (vector[n] ?? 0);
  const length = Math.max(Math.hypot(...sum), 1e-9);
  return sum.map((value) => value / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}

function sparseDot(a: NgramVector, b: NgramVector): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [at, value] of small) sum += value * (large.get(at) ?? 0);
  return sum;
}

const averageNgrams = (text: NgramVector, examples: readonly TextVectors[]): number =>
  examples.reduce((sum, example) => sum + sparseDot(text, example.ngrams), 0) / examples.length;
