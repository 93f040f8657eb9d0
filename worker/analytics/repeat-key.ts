/** One line of a log as what it asks: without its numbers, greetings and signs, so that the same question is the same line. Pure. */
import { normaliseForSearch } from "../text/normalise.ts";
import { tokensOf } from "../text/segment.ts";

/** Longer lines are stories, not repeated questions; they are compared by their beginning. UTF-16 units. */
const COMPARED_UNITS = 160;
const COURTESY = /^(?:(?:亲爱的|亲+|你好呀?|您好|在吗|在么|请问|麻烦|老板|客服|hi|hello|hey|dear|good (?:morning|afternoon|evening))[\s,，。.!！~～:：]*)+/i;
const POLITE_END = /[\s,，。.!！~～?？]*(?:谢谢|多谢|thanks?(?: you)?|please|pls|亲)[\s,，。.!！~～?？]*$/i;
/** Order numbers, phones, amounts: what differs from one customer to the next. */
const NUMBERS = /[a-z]{0,4}-?\d[\d\-.,:/ ]*\d|\d/gi;
const SIGNS = /[^\p{L}\p{N}#]+/gu;

/** Empty = nothing is left that could be asked again. */
export function repeatKey(text: string): string {
  const plain = normaliseForSearch(text.slice(0, COMPARED_UNITS)).replace(COURTESY, "").replace(POLITE_END, "");
  return plain.replace(NUMBERS, "#").replace(SIGNS, " ").trim();
}

/** What lines are compared by: Han bigrams and Latin stems, each once. */
export const repeatTokens = (key: string): string[] => [
  ...new Set(
    tokensOf(key)
      .filter((token) => token.kind === "gram" || token.kind === "stem" || token.kind === "word")
      .map((token) => token.text),
  ),
];
