/** Understanding without a model: words that name an intent, and slots by their shape. Always marked `degraded`. Pure. */
import type { ContextTurn, IntentScore, Understanding } from "../../protocol/understanding.ts";
import { toSimplified } from "../text/normalise.ts";
import { INTENT_WORDS, TOPIC_OF } from "./intent-words.ts";
import { slotsOf } from "./slots.ts";

const HAN = /\p{Script=Han}/u;
const LATIN = /[a-z]/i;
/** What a rule that fired is worth; the second of two words adds a little. Not calibrated: nothing is sent because of it. */
const ONE_WORD = 0.55;
const MORE_WORDS = 0.7;
const MOST_INTENTS = 4;
/** Longer text is cut before it is looked at, UTF-16 units. */
export const MOST_UNITS = 4_000;

export function languageOf(text: string): Understanding["language"] {
  if (HAN.test(text)) return "zh";
  return LATIN.test(text) ? "en" : "other";
}

export function understandByRules(given: string, _context: readonly ContextTurn[]): Understanding {
  const text = given.slice(0, MOST_UNITS);
  // One character in, one out, so that spans stay true.
  const plain = toSimplified(text.normalize("NFC").length === text.length ? text.normalize("NFC") : text).toLowerCase();
  const scored = INTENT_WORDS.flatMap(({ name, pattern }): IntentScore[] => {
    const hits = [...plain.matchAll(pattern)];
    const [first] = hits;
    if (!first) return [];
    const span = { start: first.index, end: first.index + first[0].length };
    return [{ name, confidence: hits.length > 1 || first[0].length > 4 ? MORE_WORDS : ONE_WORD, span }];
  });
  const slots = slotsOf(text);
  const wants = scored.filter((intent) => !TALK.has(intent.name));
  // Politeness before a request has no label of its own.
  const intents = (wants.length > 0 ? wants : scored).slice(0, MOST_INTENTS);
  if (intents.length === 0 && slots.length > 0) intents.push({ name: "provide_info", confidence: ONE_WORD });
  const topics = [...new Set(intents.flatMap((intent) => TOPIC_OF[intent.name] ?? []))];
  const margin = (intents[0]?.confidence ?? 0) - (intents[1]?.confidence ?? 0);
  const truncated = given.length > MOST_UNITS ? { truncated: true } : {};
  return { intents, slots, topics, language: languageOf(text), outOfScope: 0, margin, model: { version: "rules-1" }, degraded: true, ...truncated };
}

const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge"]);
