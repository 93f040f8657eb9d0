/** How likely the best article answers the question: signs that mean the same in every knowledge base, weighed by a logistic model. Pure. */
import type { Features } from "./rerank.ts";

/** Signs of the first hit, 0–1 unless said otherwise. */
export interface Signs {
  /** share of the score by which it leads the next article */
  lead: number;
  /** share of the question's concepts that the article speaks of */
  concepts: number;
  /** of the vectors, −1…1 */
  cosine: number;
  /** cosine of the intent distributions */
  intents: number;
  /** how sure the question is of an intent that the article is not about */
  foreign: number;
  /** logarithm of 1 + words asked */
  length: number;
  /** score for each word asked, tenths */
  density: number;
  /** 1 when the article is in the question's language */
  language: number;
}

export interface Scored {
  score: number;
  features: Features;
}

export function signsOf([first, second]: readonly Scored[], shared: { asked: number; concepts: number; foreign: number }): Signs | null {
  if (!first) return null;
  const length = Math.log1p(shared.asked);
  const { features, score } = first;
  return {
    lead: score <= 0 ? 0 : Math.max(0, Math.min(1, (score - Math.max(0, second?.score ?? 0)) / score)),
    concepts: shared.concepts,
    cosine: features.vector,
    intents: features.intents,
    foreign: shared.foreign,
    length,
    density: score / (10 * (1 + length)),
    language: features.language,
  };
}

/** The surest intent of a question that is not what the article is about, 0–1; both as uint8 distributions. */
export function foreignIntent(question: Uint8Array | null, article: Uint8Array | null): number {
  if (!question || !article || question.length !== article.length) return 0;
  const most = article.reduce((best, value) => Math.max(best, value), 1);
  return question.reduce((best, value, at) => Math.max(best, (value / 255) * (1 - (article[at] ?? 0) / most)), 0);
}

export interface AnswerModel {
  bias: number;
  weights: Readonly<Record<keyof Signs, number>>;
}

/** Fitted by `node test/evaluation/fit-answers.ts`; what it reaches on other articles and other people's words is in docs/quality.md. */
export const ANSWER_MODEL: AnswerModel = {
  bias: -7.498,
  weights: { lead: 5.482, concepts: 0.221, cosine: 2.167, intents: -0.021, foreign: -1.518, length: -0.402, density: 1.564, language: 5.52 },
};

export function answerProbability(signs: Signs, model: AnswerModel = ANSWER_MODEL): number {
  let sum = model.bias;
  for (const name of Object.keys(model.weights) as (keyof Signs)[]) sum += model.weights[name] * signs[name];
  return 1 / (1 + Math.exp(-sum));
}
