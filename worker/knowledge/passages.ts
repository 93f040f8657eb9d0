/** The stretch of a chunk that is shown for a question. Pure. */
import { normaliseForSearch } from "../text/normalise.ts";
import { stemsIn, tokensOf } from "../text/segment.ts";
import { sentencesOf } from "./chunk.ts";

/** A passage goes on after its best sentence up to so many UTF-16 units: what is asked for often stands in the next one. */
const PASSAGE_UNITS = 160;

export interface Sentence {
  text: string;
  /** Normalised: words are looked for in it. */
  plain: string;
}

/** A chunk's text as passages are chosen from it. */
export const sentencesIn = (text: string): Sentence[] => sentencesOf(text).map((sentence) => ({ text: sentence, plain: normaliseForSearch(sentence) }));

/** What is looked for in sentences. */
export interface AskedWords {
  /** Han words and bigrams */
  han: readonly string[];
  stems: readonly string[];
}

export function askedWordsOf(text: string): AskedWords {
  const tokens = tokensOf(text);
  const of = (...kinds: string[]): string[] => [...new Set(tokens.filter(({ kind }) => kinds.includes(kind)).map((token) => token.text))];
  return { han: of("word", "gram"), stems: of("stem") };
}

/** What a word begins with if this is its stem: all of it but the last letter ("happi" is in "happy"); what has digits is no stem but the word. */
const beginningOf = (stem: string): string => (/^[a-z]+$/.test(stem) ? stem.slice(0, -1) : stem);

/** How many of the stems stand in a text. Its words are stemmed only where one may be there. */
function countStems(plain: string, stems: readonly string[]): number {
  const likely = stems.filter((stem) => plain.includes(beginningOf(stem)));
  if (likely.length === 0) return 0;
  const there = stemsIn(plain);
  return likely.filter((stem) => there.has(stem)).length;
}

/** From the sentence that shares most words with the question (the first of equals) on. */
export function bestPassage(sentences: readonly Sentence[], { han, stems }: AskedWords): string {
  let [best, bestScore] = [0, -1];
  for (const [at, sentence] of sentences.entries()) {
    let score = countStems(sentence.plain, stems);
    for (const word of han) if (sentence.plain.includes(word)) score += 1;
    if (score > bestScore) [best, bestScore] = [at, score];
  }
  let passage = sentences[best]?.text ?? "";
  for (const { text } of sentences.slice(best + 1)) {
    if (passage.length + text.length > PASSAGE_UNITS) break;
    passage += (/[a-z.!?]$/i.test(passage) ? " " : "") + text;
  }
  return passage;
}
