/** Our WordPiece beside the one of Hugging Face on the shipped vocabulary: the same pieces for any words. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { normaliseForModel, wordsOf } from "../../../../wasm-models/runtime/normalise.ts";
import { WordPieces } from "../../../../wasm-models/runtime/pieces.ts";

const VOCABULARY = readFileSync(join(import.meta.dirname, "../../../../wasm-models/shipped/pieces.txt"), "utf8");
const PIECES = VOCABULARY.split("\n");
const TEXTS = readFileSync(join(import.meta.dirname, "../../../fixtures/intent/parity.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text);
const LONGEST_WORD = 32;
const UNKNOWN = 1;

const ours = new WordPieces(VOCABULARY);
/** Words come divided by spaces: what a word is, is ours to say; how it falls into pieces, is theirs. */
const theirs = new Tokenizer(
  {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "WhitespaceSplit" },
    post_processor: null,
    decoder: null,
    model: {
      type: "WordPiece",
      unk_token: PIECES[UNKNOWN] ?? "",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: LONGEST_WORD,
      vocab: Object.fromEntries(PIECES.map((piece, number) => [piece, number])),
    },
  },
  {},
);

function agree(text: string): void {
  const normal = normaliseForModel(text);
  expect(ours.encode(normal)).toEqual(theirs.encode(wordsOf(normal).join(" "), { add_special_tokens: false }).ids);
}

test("on messages of customers and on odd texts", () => {
  for (const text of TEXTS) agree(text);
  expect(TEXTS.length).toBeGreaterThan(50);
});

test("on words made of the vocabulary's own pieces, and on any text", () => {
  const glued = fc.array(fc.constantFrom(...PIECES.slice(4)), { minLength: 1, maxLength: 6 }).map((some) => some.join("").replaceAll("##", ""));
  const words = fc.array(glued, { minLength: 1, maxLength: 8 }).map((some) => some.join(" "));
  fc.assert(fc.property(fc.oneof(words, fc.string({ unit: "grapheme", maxLength: 60 })), agree), { numRuns: 400 });
});
