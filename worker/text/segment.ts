/**
 * Words of Chinese and English text for search: dictionary words and character bigrams for Han, stems for Latin.
 * FTS5's own trigram tokenizer cannot find two-character words (退款), and unicode61 takes a whole Han run as one word; so
 * text is segmented here, joined with spaces and indexed with unicode61.
 */
import { stemmer } from "stemmer";
import { BoundedMap } from "../resilience/bounded-map.ts";
import { normaliseForSearch } from "./normalise.ts";
import { STOP_WORDS } from "./stop-words.ts";

const SEGMENTER = new Intl.Segmenter("zh", { granularity: "word" });
const RUNS = /\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+(?:['’][[\p{L}]--\p{Script=Han}]+)?/gv;
const HAN_START = /^\p{Script=Han}/u;

export interface Token {
  text: string;
  /** `word` Han dictionary word, `gram` Han bigram, `char` one Han character, `stem` Latin stem or number */
  kind: "word" | "gram" | "char" | "stem";
}

function hanTokens(run: string, into: Token[]): void {
  for (const { segment } of SEGMENTER.segment(run)) {
    if (segment.length > 2) into.push({ text: segment, kind: "word" });
  }
  const chars = [...run];
  for (let i = 0; i < chars.length; i++) {
    const first = chars[i] ?? "";
    const second = chars[i + 1];
    into.push({ text: first, kind: "char" });
    if (second !== undefined) into.push({ text: first + second, kind: "gram" });
  }
}

/** Words repeat, and looking one up takes a tenth of stemming it; some 1 MB. */
const REMEMBERED_STEMS = 10_000;
const stems = new BoundedMap<string, string>(REMEMBERED_STEMS);

/** The stem of a lower-case Latin word; short words and words with digits stay as they are. */
export function stemOf(word: string): string {
  if (!/^[a-z]{3,}$/.test(word)) return word;
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stem = stemmer(word);
  stems.set(word, stem);
  return stem;
}

/** Latin words of a normalised text, possessives and contractions cut, not stemmed. */
function latinWord(run: string): string {
  return run.replace(/['’].*$/u, "");
}

/** All tokens of a text, in order, repeats kept. The text is normalised first (full-width, case, traditional → simplified). */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of normaliseForSearch(text).matchAll(RUNS)) {
    const run = match[0];
    if (HAN_START.test(run)) hanTokens(run, tokens);
    else {
      const word = latinWord(run);
      if (!STOP_WORDS.has(word)) tokens.push({ text: stemOf(word), kind: "stem" });
    }
  }
  return tokens;
}

/** Stems of all Latin words in order, stop words included: thesaurus entries are matched on these. */
export function stemSequence(normalised: string): string[] {
  return (normalised.match(/[a-z0-9]+(?:['’][a-z]+)?/g) ?? []).map((run) => stemOf(latinWord(run)));
}

/** What is written into the full-text index: every token once per occurrence, separated by spaces. */
export function indexText(text: string): string {
  return tokensOf(text)
    .map((token) => token.text)
    .join(" ");
}

/** Stems of the words that are not Han in a normalised text, as they stand among its tokens. */
export function stemsIn(normalised: string): Set<string> {
  const stems = new Set<string>();
  for (const [run] of normalised.matchAll(RUNS)) {
    const word = HAN_START.test(run) ? "" : latinWord(run);
    if (word !== "" && !STOP_WORDS.has(word)) stems.add(stemOf(word));
  }
  return stems;
}
