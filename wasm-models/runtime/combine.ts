/** How the two branches become calibrated confidences and named intents. Mirrors training/kefu_train/combine.py. Pure. */

/**
 * height = slope·(deep·d + wide·w + bias) + offset; intents are chosen by their score, sigmoid(height). Fitted on the int8 artefact by
 * calibrate.py.
 */
export interface Side {
  deep: number;
  wide: number;
  bias: number;
  slope: number;
  offset: number;
}

export interface Combination {
  /** zh, en, zh-context, en-context */
  sides: Readonly<Record<string, Side>>;
  /** A second intent is named from here on: in a message of several clauses, and in one of a single clause. */
  second: number;
  alone: number;
  /** A clause of its own may name one from here on. */
  clause: number;
  /** What is said of a named intent: sigmoid(height·h + above·(h − highest of those not named) + alone, or context after earlier turns). */
  sure: { height: number; above: number; alone: number; context: number };
  oos: { energy: number; label: number; bias: number };
}

/** Logits of the two branches for one stretch of text. */
export interface Logits {
  deep: Float32Array;
  wide: Float32Array;
}

export interface Decision {
  /** Best first: place of the label, confidence, the clause it rests on (0-based; null when the message has one clause). */
  named: { label: number; confidence: number; clause: number | null }[];
  /** Score of every label for the whole message. */
  whole: Float32Array;
  outOfScope: number;
  margin: number;
}

const MOST_NAMED = 4;
const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge", "provide_info", "out_of_scope"]);
/** A clause raises only what the whole message half-saw. */
const HALF_SEEN = 3;
const CLAUSE_LIFT = 0.1;

/** A clause raises no score beyond this: its logit would have no end. */
const HIGHEST = 0.9999;

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const heightOf = (score: number): number => Math.log(score / (1 - score));
const joined = (side: Side, { deep, wide }: Logits): Float32Array => deep.map((d, n) => side.deep * d + side.wide * (wide[n] ?? 0) + side.bias);
const heightsOf = (side: Side, z: Float32Array): Float32Array => z.map((value) => side.slope * value + side.offset);
const best = (scores: Float32Array): number => scores.reduce((top, score, n) => (score > (scores[top] ?? 0) ? n : top), 0);

export function decide(
  combination: Combination,
  labels: readonly string[],
  side: { language: "zh" | "en"; context: boolean },
  whole: Logits,
  clauses: readonly Logits[],
): Decision {
  const name = `${side.language}${side.context ? "-context" : ""}`;
  const own = combination.sides[name];
  if (!own) throw new RangeError(`no side ${name}`);
  const z = joined(own, whole);
  const heights = heightsOf(own, z);
  const scores = heights.map(sigmoid);
  const parts = clauses.map((logits) => heightsOf(own, joined(own, logits)).map(sigmoid));
  const { chosen, lifted } = chosenOf(combination, labels, heights, scores, parts);
  const ranked = [...chosen].sort((a, b) => (lifted[b] ?? 0) - (lifted[a] ?? 0)).slice(0, MOST_NAMED);
  const rest = heights.reduce((highest, height, n) => (ranked.includes(n) ? highest : Math.max(highest, height)), Number.NEGATIVE_INFINITY);
  const { sure } = combination;
  const apart = side.context ? sure.context : sure.alone;
  const named = ranked.map((label) => {
    const height = lifted[label] ?? 0;
    return { label, confidence: sigmoid(sure.height * height + sure.above * (height - rest) + apart), clause: clauseOf(parts, label) };
  });
  const sorted = scores.toSorted().reverse();
  return { named, whole: scores, outOfScope: outOfScope(combination, labels, z), margin: (sorted[0] ?? 0) - (sorted[1] ?? 0) };
}

/** Labels that are named, and the heights of all once clauses have raised some. */
function chosenOf(
  combination: Combination,
  labels: readonly string[],
  heights: Float32Array,
  scores: Float32Array,
  parts: readonly Float32Array[],
): { chosen: ReadonlySet<number>; lifted: Float32Array } {
  const lifted = Float32Array.from(heights);
  const top = best(scores);
  const talk = (label: number): boolean => TALK.has(labels[label] ?? "");
  const enough = parts.length > 0 ? combination.second : combination.alone;
  const chosen = new Set([top, ...scores.keys().filter((n) => (scores[n] ?? 0) >= enough)]);
  for (const part of parts) {
    const label = best(part);
    const own = part[label] ?? 0;
    const seen = scores[label] ?? 0;
    if (own < combination.clause || seen < combination.second / HALF_SEEN || talk(label)) continue;
    lifted[label] = Math.max(lifted[label] ?? 0, heightOf(Math.min(own, 0.5 * (own + seen) + CLAUSE_LIFT, HIGHEST)));
    chosen.add(label);
  }
  const wants = new Set([...chosen].filter((label) => !talk(label)));
  // Politeness and bare data beside a want are not named.
  if (wants.size > 0 && wants.size < chosen.size) return { chosen: wants.has(top) ? wants : new Set([top]), lifted };
  return { chosen, lifted };
}

function clauseOf(parts: readonly Float32Array[], label: number): number | null {
  if (parts.length < 2) return null;
  return parts.reduce((at, part, n) => ((part[label] ?? 0) > (parts[at]?.[label] ?? 0) ? n : at), 0);
}

/** From the energy of everything else (Liu et al. 2020) and the label's own logit. */
function outOfScope(combination: Combination, labels: readonly string[], z: Float32Array): number {
  const own = labels.indexOf("out_of_scope");
  const inside = z.filter((_, n) => n !== own);
  const highest = inside.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const energy = highest + Math.log(inside.reduce((sum, value) => sum + Math.exp(value - highest), 0));
  return sigmoid(combination.oos.energy * energy + combination.oos.label * (z[own] ?? 0) + combination.oos.bias);
}
