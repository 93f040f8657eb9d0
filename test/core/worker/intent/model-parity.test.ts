import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ContextTurn } from "../../../../protocol/understanding.ts";
import { clausesOf } from "../../../../wasm-models/runtime/clauses.ts";
import { manifestSchema } from "../../../../wasm-models/runtime/manifest.ts";
import { modelInput } from "../../../../wasm-models/runtime/model-input.ts";
import { ngramHashes, ngramVector, unpackedNgrams, wideLogits } from "../../../../wasm-models/runtime/ngrams.ts";
import { normaliseForModel, wordsOf } from "../../../../wasm-models/runtime/normalise.ts";
import { WordPieces } from "../../../../wasm-models/runtime/pieces.ts";

interface Case {
  text: string;
  context: ContextTurn[];
  normal: string;
  words: string[];
  ids: number[];
  types: number[];
  clauses: string[];
  grams: number;
  gramXor: number;
  wide: number[];
}

const SHIPPED = join(import.meta.dirname, "../../../../wasm-models/shipped");
const FIXTURE = join(import.meta.dirname, "../../../fixtures/intent/parity.jsonl");
const cases: Case[] = readFileSync(FIXTURE, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);
const file = (name: string): Buffer => readFileSync(join(SHIPPED, name));
const manifest = manifestSchema.parse(JSON.parse(file("manifest.json").toString()));
const files = new Map([["ngrams.bin", new Uint8Array(file("ngrams.bin"))]]);
const pieces = new WordPieces(file("pieces.txt").toString());

test("the shipped model is there with every file its manifest names", () => {
  for (const name of Object.keys(manifest.files)) expect(existsSync(join(SHIPPED, name))).toBe(true);
});

test("texts reach the model in the form the trainer gave them", () => {
  for (const one of cases) {
    expect(normaliseForModel(one.text)).toBe(one.normal);
    expect(wordsOf(one.normal)).toEqual(one.words);
  }
});

test("messages fall into the trainer's clauses, and joined they are the message again", () => {
  for (const one of cases) {
    expect(clausesOf(one.text)).toEqual(one.clauses);
    expect(clausesOf(one.text).join("")).toBe(one.text);
  }
});

test("the tokenizer gives the trainer's pieces, with earlier turns behind the message", () => {
  for (const one of cases) {
    const { ids, types } = modelInput(pieces, one.clauses, one.context);
    expect({ text: one.text, ids, types }).toEqual({ text: one.text, ids: one.ids, types: one.types });
  }
});

test("n-grams hash as in training", () => {
  for (const one of cases) {
    const hashes = ngramHashes(one.normal);
    expect(hashes.length).toBe(one.grams);
    expect(hashes.reduce((xor, hash) => (xor ^ hash) >>> 0, 0)).toBe(one.gramXor);
  }
});

test("the wide branch gives the trainer's logits", () => {
  const wide = unpackedNgrams(manifest.ngrams, files, manifest.labels.length);
  for (const one of cases) {
    const logits = wideLogits(wide, ngramVector(wide, one.normal));
    for (const [label, wanted] of one.wide.entries()) expect(logits[label]).toBeCloseTo(wanted, 3);
  }
});
