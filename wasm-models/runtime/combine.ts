/** How the two branches become calibrated confidences and named intents. Mirrors training/kefu_train/combine.py. Pure. */

/**
 * logit = deep·d + wide·w + bias; score = sigmoid(slope·logit + offset), by which intents are chosen; what is said of a chosen one is
 * curve(score). Fitted on the int8 artefact by calibrate.py.
 */
export interface Side {
  deep: number;
  wide: number;
  bias: number;
  slope: number;
  offset: number;
  /** Points [from, to] from 0 to 1, rising; straight between them. */
  curve: readonly (readonly [number, number])[];
}

export interface Combination {
  /** zh, en, zh-context, en-context */
  sides: Readonly<Record<string, Side>>;
  /** A second intent is named from here on: in a message of several clauses, and in one of a single clause. */
  second: number;
  alone: number;
  /** A clause of its own may name one from here on. */
  clause: number;
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

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const joined = (side: Side, { deep, wide }: Logits): Float32Array => deep.map((d, n) => side.deep * d + side.wide * (wide[n] ?? 0) + side.bias);
const scoresOf = (side: Side, logits: Logits): Float32Array => joined(side, logits).map((z) => sigmoid(side.slope * z + side.offset));
const best = (scores: Float32Array): number => scores.reduce((top, score, n) => (score > (scores[top] ?? 0) ? n : top), 0);

function along(curve: Side["curve"], x: number): number {
  const next = curve.findIndex(([at]) => at >= x);
  const [toX, toY] = curve[next] ?? curve.at(-1) ?? [1, 1];
  const [fromX, fromY] = curve[next - 1] ?? [toX, toY];
  return toX > fromX ? fromY + ((toY - fromY) * (x - fromX)) / (toX - fromX) : toY;
}

export function decide(combination: Combination, labels: readonly string[], sideName: string, whole: Logits, clauses: readonly Logits[]): Decision {
  const side = combination.sides[sideName];
  if (!side) throw new RangeError(`no side ${sideName}`);
  const scores = scoresOf(side, whole);
  const parts = clauses.map((logits) => scoresOf(side, logits));
  const lifted = Float32Array.from(scores);
  const top = best(scores);
  const talk = (label: number): boolean => TALK.has(labels[label] ?? "");
  const enough = clauses.length > 0 ? combination.second : combination.alone;
  let chosen = new Set([top, ...scores.keys().filter((n) => (scores[n] ?? 0) >= enough)]);
  for (const part of parts) {
    const label = best(part);
    const own = part[label] ?? 0;
    const seen = scores[label] ?? 0;
    if (own < combination.clause || seen < combination.second / HALF_SEEN || talk(label)) continue;
    lifted[label] = Math.max(lifted[label] ?? 0, Math.min(own, 0.5 * (own + seen) + CLAUSE_LIFT));
    chosen.add(label);
  }
  const wants = new Set([...chosen].filter((label) => !talk(label)));
  // Politeness and bare data beside a want are not named.
  if (wants.size > 0 && wants.size < chosen.size) chosen = wants.has(top) ? wants : new Set([top]);
  const named = [...chosen]
    .sort((a, b) => (lifted[b] ?? 0) - (lifted[a] ?? 0))
    .slice(0, MOST_NAMED)
    .map((label) => ({ label, confidence: along(side.curve, lifted[label] ?? 0), clause: clauseOf(parts, label) }));
  const ranked = scores.toSorted().reverse();
  return { named, whole: scores, outOfScope: outOfScope(combination, labels, joined(side, whole)), margin: (ranked[0] ?? 0) - (ranked[1] ?? 0) };
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
