/** Intents by the n-gram table inside the bundle: no file, no WebAssembly. Some points of F1 below the model (docs/quality.md). Pure. */
import type { IntentScore } from "../../protocol/understanding.ts";
import { clausesOf } from "../../wasm-models/runtime/clauses.ts";
import { ngramVector, type WideWeights, wideLogits } from "../../wasm-models/runtime/ngrams.ts";
import { normaliseForModel } from "../../wasm-models/runtime/normalise.ts";
import { NGRAM_TABLE } from "./ngram-table.ts";

const LABELS = NGRAM_TABLE.labels.split(" ");
const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge", "provide_info", "out_of_scope"]);
/** Other intents than the first are named from here on. */
const SECOND = 0.5;
/** The best of a clause of its own from here on. */
const OF_CLAUSE = 0.6;
/** Nothing is sent by itself because of this table. */
const MOST_CONFIDENCE = 0.9;
const MOST_NAMED = 4;

let table: WideWeights | null = null;

/** Decoded at the first use: most isolates never need it. */
function weights(): WideWeights {
  table ??= {
    keys: new Uint32Array(bytes(NGRAM_TABLE.keys)),
    idf: new Float32Array(bytes(NGRAM_TABLE.idf)),
    weights: new Int8Array(bytes(NGRAM_TABLE.weights)),
    scale: new Float32Array(bytes(NGRAM_TABLE.scale)),
    bias: new Float32Array(bytes(NGRAM_TABLE.bias)),
  };
  return table;
}

const bytes = (encoded: string): ArrayBuffer => Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)).buffer;

function confidences(text: string): Float32Array {
  return wideLogits(weights(), ngramVector(weights(), normaliseForModel(text))).map((z) => 1 / (1 + Math.exp(-(NGRAM_TABLE.slope * z + NGRAM_TABLE.offset))));
}

/** Best first; `outOfScope` 0–1. */
export function intentsByNgrams(text: string): { intents: IntentScore[]; outOfScope: number; margin: number } {
  const whole = confidences(text);
  const ranked = [...whole.keys()].sort((a, b) => (whole[b] ?? 0) - (whole[a] ?? 0));
  const [first = 0, next = 0] = ranked;
  const named = new Map<number, IntentScore>();
  const name = (label: number, confidence: number): void => {
    const known = named.get(label)?.confidence ?? 0;
    named.set(label, { name: LABELS[label] ?? "out_of_scope", confidence: Math.min(MOST_CONFIDENCE, Math.max(known, confidence)) });
  };
  for (const label of ranked) if (label === first || (whole[label] ?? 0) >= SECOND) name(label, whole[label] ?? 0);
  const clauses = clausesOf(text);
  let at = 0;
  for (const clause of clauses) {
    const part = confidences(clause);
    const best = part.reduce((top, score, label) => (score > (part[top] ?? 0) ? label : top), 0);
    if (clauses.length > 1 && (part[best] ?? 0) >= OF_CLAUSE && !TALK.has(LABELS[best] ?? "")) {
      name(best, part[best] ?? 0);
      const score = named.get(best);
      if (score) score.span ??= { start: at + clause.length - clause.trimStart().length, end: at + clause.trimEnd().length };
    }
    at += clause.length;
  }
  const wants = [...named.values()].filter((intent) => !TALK.has(intent.name));
  const kept = wants.length > 0 && !TALK.has(LABELS[first] ?? "") ? wants : [...named.values()].slice(0, 1);
  return {
    intents: kept.sort((a, b) => b.confidence - a.confidence).slice(0, MOST_NAMED),
    outOfScope: whole[LABELS.indexOf("out_of_scope")] ?? 0,
    margin: (whole[first] ?? 0) - (whole[next] ?? 0),
  };
}
