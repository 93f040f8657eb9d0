/** One loaded model: text and earlier turns in, named intents with their clauses and an embedding out. */
import { clausesOf } from "./clauses.ts";
import { type Decision, decide } from "./combine.ts";
import type { EncoderSession } from "./encoder-session.ts";
import { applied, type Linear, pooled, unit } from "./heads.ts";
import { arrayIn, type Manifest, type ModelFiles } from "./manifest.ts";
import { type EarlierTurn, modelInput } from "./model-input.ts";
import { type NgramVector, ngramVector, unpackedNgrams, type WideWeights, wideLogits } from "./ngrams.ts";
import { normaliseForModel } from "./normalise.ts";
import { WordPieces } from "./pieces.ts";

const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;

/** A half-open range of UTF-16 units. */
export interface Stretch {
  start: number;
  end: number;
}

export interface Reading {
  named: { name: string; confidence: number; span: Stretch | null }[];
  outOfScope: number;
  margin: number;
  vectors: TextVectors;
}

/** What texts are compared by: the encoder's unit embedding and the unit n-gram vector. */
export interface TextVectors {
  embedding: Float32Array;
  ngrams: NgramVector;
}

export class IntentModel {
  readonly version: string;
  readonly labels: readonly string[];
  readonly dimensions: number;
  readonly #manifest: Manifest;
  readonly #session: EncoderSession;
  readonly #pieces: WordPieces;
  readonly #intents: Linear;
  readonly #embed: Linear;
  readonly #wide: WideWeights;

  /** Throws RangeError when the files are not what the manifest describes. */
  constructor(manifest: Manifest, files: ModelFiles, session: EncoderSession) {
    this.#manifest = manifest;
    this.#session = session;
    this.version = manifest.version;
    this.labels = manifest.labels;
    this.dimensions = manifest.embedding;
    this.#pieces = new WordPieces(new TextDecoder().decode(files.get("pieces.txt")));
    this.#intents = headOf(manifest, files, "intents");
    this.#embed = headOf(manifest, files, "embed");
    this.#wide = unpackedNgrams(manifest.ngrams, files, manifest.labels.length);
    const width = 3 * manifest.hidden;
    if (this.#intents.weight.length !== manifest.labels.length * width || this.#embed.weight.length !== manifest.embedding * width)
      throw new RangeError("the heads are of another size than the manifest says");
  }

  async read(text: string, context: readonly EarlierTurn[]): Promise<Reading> {
    const clauses = clausesOf(text);
    const input = modelInput(this.#pieces, clauses, context);
    const output = await this.#session.run(input.ids, input.types);
    const width = this.#manifest.hidden;
    const whole = pooled(output, width, (at) => input.types[at] === 0);
    const ngrams = ngramVector(this.#wide, normaliseForModel(text));
    const parts =
      clauses.length < 2
        ? []
        : clauses.map((clause, n) => ({
            deep: applied(
              this.#intents,
              pooled(output, width, (at) => input.clauseOf[at] === n + 1),
            ),
            wide: wideLogits(this.#wide, ngramVector(this.#wide, normaliseForModel(clause))),
          }));
    const decision = decide(
      this.#manifest.combination,
      this.labels,
      { language: HAN.test(text) ? "zh" : "en", context: context.length > 0 },
      { deep: applied(this.#intents, whole), wide: wideLogits(this.#wide, ngrams) },
      parts,
    );
    return { ...this.#named(decision, clauses), vectors: { embedding: unit(applied(this.#embed, whole)), ngrams } };
  }

  /** Vectors alone, for texts that are compared. */
  async vectorsOf(text: string): Promise<TextVectors> {
    const input = modelInput(this.#pieces, [text], []);
    const output = await this.#session.run(input.ids, input.types);
    const whole = pooled(output, this.#manifest.hidden, () => true);
    return { embedding: unit(applied(this.#embed, whole)), ngrams: this.ngramsOf(text) };
  }

  ngramsOf(text: string): NgramVector {
    return ngramVector(this.#wide, normaliseForModel(text));
  }

  #named(decision: Decision, clauses: readonly string[]): Omit<Reading, "vectors"> {
    const spans = spansOf(clauses);
    const named = decision.named.map(({ label, confidence, clause }) => ({
      name: this.labels[label] ?? "out_of_scope",
      confidence,
      span: clause === null ? null : (spans[clause] ?? null),
    }));
    return { named, outOfScope: decision.outOfScope, margin: decision.margin };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** int8 in the file, with a scale for each output. */
function headOf(manifest: Manifest, files: ModelFiles, name: string): Linear {
  const weight = arrayIn(manifest.heads, files, `${name}.weight`, "int8");
  const scale = arrayIn(manifest.heads, files, `${name}.scale`, "float32");
  const width = 3 * manifest.hidden;
  return {
    weight: Float32Array.from(weight, (value, at) => value * (scale[Math.floor(at / width)] ?? 0)),
    bias: arrayIn(manifest.heads, files, `${name}.bias`, "float32"),
  };
}

/** Where each clause lies in the text, without the space around it. */
function spansOf(clauses: readonly string[]): Stretch[] {
  let at = 0;
  return clauses.map((clause) => {
    const start = at + clause.length - clause.trimStart().length;
    at += clause.length;
    return { start, end: Math.max(start, at - (clause.length - clause.trimEnd().length)) };
  });
}
