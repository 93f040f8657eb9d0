/** Understanding without a model: n-grams of a small table, words that name an intent, slots by their shape. Always marked `degraded`. Pure. */
import type { ContextTurn, IntentScore, Understanding } from "../../protocol/understanding.ts";
import { toSimplified } from "../text/normalise.ts";
import { INTENT_WORDS, TOPIC_OF } from "./intent-words.ts";
import { intentsByNgrams } from "./ngram-fallback.ts";
import { slotsOf } from "./slots.ts";

const HAN = /\p{Script=Han}/u;
const LATIN = /[a-z]/i;
/** What a word that names an intent is worth beside n-grams that are not sure. Not calibrated: nothing is sent because of it. */
const ONE_WORD = 0.55;
/** Longer text is cut before it is looked at, UTF-16 units. */
export const MOST_UNITS = 4_000;

export function languageOf(text: string): Understanding["language"] {
  if (HAN.test(text)) return "zh";
  return LATIN.test(text) ? "en" : "other";
}

export function understandByRules(given: string, _context: readonly ContextTurn[]): Understanding {
  const text = given.slice(0, MOST_UNITS);
  const truncated = given.length > MOST_UNITS ? { truncated: true } : {};
  const slots = slotsOf(text);
  const common = { slots, language: languageOf(text), model: { version: "rules-2" }, degraded: true, ...truncated };
  if (text.trim() === "") return { intents: [], topics: [], outOfScope: 0, margin: 0, ...common };
  const { intents: byNgrams, outOfScope, margin } = intentsByNgrams(text);
  const intents = withWords(byNgrams, byWords(text));
  const topics = [...new Set(intents.flatMap((intent) => TOPIC_OF[intent.name] ?? []))];
  return { intents, topics, outOfScope, margin, ...common };
}

/** The strongest word, when n-grams are not sure of anything. */
function withWords(byNgrams: readonly IntentScore[], words: IntentScore | null): IntentScore[] {
  const sure = byNgrams[0]?.confidence ?? 0;
  if (!words || sure >= ONE_WORD || byNgrams.some((intent) => intent.name === words.name)) return [...byNgrams];
  return [words, ...byNgrams.slice(1)];
}

function byWords(text: string): IntentScore | null {
  // One character in, one out, so that spans stay true.
  const composed = text.normalize("NFC");
  const plain = toSimplified(composed.length === text.length ? composed : text).toLowerCase();
  for (const { name, pattern } of INTENT_WORDS) {
    const [first] = plain.matchAll(pattern);
    if (first) return { name, confidence: ONE_WORD, span: { start: first.index, end: first.index + first[0].length } };
  }
  return null;
}
