/** Rows of the table `intents` and what is kept in their columns. */
import { z } from "zod";
import type { IntentModel, TextVectors } from "../../../wasm-models/runtime/intent-model.ts";

export interface IntentRow {
  tenant: string;
  name: string;
  description: string;
  examples: string;
  threshold: number | null;
  suggested: number;
  embeddings: string;
  confused_with: string;
  created_at: number;
  updated_at: number;
  updated_by: string;
}

const embeddingsSchema = z.object({ model: z.string(), vectors: z.array(z.string()) });
const examplesSchema = z.array(z.string());
/** A unit vector's parts as int8. */
const FULL_SCALE = 127;

export const examplesOfRow = (row: Pick<IntentRow, "examples">): string[] => examplesSchema.parse(JSON.parse(row.examples));

export function embeddingsColumn(model: string, vectors: readonly TextVectors[]): string {
  const encoded = vectors.map(({ embedding }) =>
    btoa(String.fromCharCode(...new Uint8Array(Int8Array.from(embedding, (part) => Math.round(part * FULL_SCALE)).buffer))),
  );
  return JSON.stringify({ model, vectors: encoded });
}

/** Kept embeddings when they are of this model, else made anew; n-gram vectors are cheap and always made anew. */
export async function vectorsOfRow(row: Pick<IntentRow, "examples" | "embeddings">, model: IntentModel): Promise<TextVectors[]> {
  const examples = examplesOfRow(row);
  const kept = embeddingsSchema.safeParse(JSON.parse(row.embeddings));
  const vectors: TextVectors[] = [];
  for (const [at, example] of examples.entries()) {
    const encoded = kept.success && kept.data.model === model.version ? kept.data.vectors[at] : undefined;
    const embedding = encoded === undefined ? null : decoded(encoded);
    vectors.push(embedding?.length === model.dimensions ? { embedding, ngrams: model.ngramsOf(example) } : await model.vectorsOf(example));
  }
  return vectors;
}

function decoded(encoded: string): Float32Array {
  const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  return Float32Array.from(new Int8Array(bytes.buffer), (part) => part / FULL_SCALE);
}
