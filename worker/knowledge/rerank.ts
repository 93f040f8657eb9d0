/** The last word on order: reciprocal rank fusion chooses candidates, a small linear model over their features orders them. */

/** k of reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): 60. */
const RRF_K = 60;

/** score(d) = Σ over lists of 1 / (k + rank). */
export function reciprocalRankFusion(lists: readonly (readonly number[])[]): Map<number, number> {
  const fused = new Map<number, number>();
  for (const list of lists) {
    list.forEach((id, rank) => {
      fused.set(id, (fused.get(id) ?? 0) + 1 / (RRF_K + rank + 1));
    });
  }
  return fused;
}

/** What is known about one candidate article. */
export interface Features {
  /** BM25 of its best chunk over words, and over concepts; 0 when not found that way. */
  words: number;
  concepts: number;
  /** cosine of the best chunk's vector, 0 without vectors */
  vector: number;
  /** cosine of the intent distributions of query and article */
  intents: number;
  /** 1 when the article is in the customer's language */
  language: number;
  /** how much more often than others this article was used for the intent, −1…1 */
  feedback: number;
}

/** Round numbers, chosen on the authored articles' questions with an encoder before the present one and not searched again (docs/quality.md). */
export const WEIGHTS: Readonly<Record<keyof Features, number>> = { words: 1, concepts: 1, vector: 8, intents: 5, language: 3, feedback: 1 };

export function rankScore(features: Features): number {
  let score = 0;
  for (const name of Object.keys(WEIGHTS) as (keyof Features)[]) score += WEIGHTS[name] * features[name];
  return score;
}

/** Cosine of two uint8 distributions of the same length; 0 when either is missing. */
export function distributionCosine(a: Uint8Array | null, b: Uint8Array | null): number {
  if (!a || !b || a.length !== b.length) return 0;
  let dot = 0;
  let left = 0;
  let right = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
}
