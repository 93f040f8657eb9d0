/**
 * Fits the logistic model of worker/knowledge/answers.ts: `node test/evaluation/fit-answers.ts` prints the weights to put there.
 *
 * Right: questions of the authored articles whose own article came first. Wrong: the same with another article first, and messages of all
 * kinds (`data/messages-judged.jsonl`: a person read message and article; rows below .4 of an earlier fit were taken as unanswered and
 * weigh for those not read). Messages weigh `MESSAGE_SHARE` of what questions do: about two thirds of what is asked has an article.
 * Wrong too: a question asked of a base without articles in its language; what is nearest is no answer that can be sent as it is.
 * The held-back articles and conversations of suggestions.ts are not looked at here.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { articleBase, shippedEncoder } from "../../scripts/search/article-base.ts";
import { type AnswerModel, answerProbability, type Signs } from "../../worker/knowledge/answers.ts";
import { AUTHORED, readArticles } from "./retrieval.ts";

const HITS = 10;
const MESSAGE_SHARE = 0.5;
/** Every question is asked of the articles in the other language as well. */
const FOREIGN_SHARE = 0.1;
const RIDGE = 1;
const STEPS = 4_000;
const RATE = 0.5;
const FOLDS = 10;

interface Row {
  signs: number[];
  right: number;
  weight: number;
  group: string;
}
interface Judged {
  text: string;
  article: string;
  right: boolean;
  weight: number;
}

const NAMES: readonly (keyof Signs)[] = ["lead", "concepts", "cosine", "intents", "foreign", "length", "density", "language"];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

async function rows(): Promise<Row[]> {
  const articles = readArticles(AUTHORED);
  const encoder = await shippedEncoder();
  const ask = await articleBase(articles, encoder);
  const found: Row[] = [];
  const add = (signs: Signs | null, right: boolean, weight: number, group: string): void => {
    if (signs) found.push({ signs: NAMES.map((name) => signs[name]), right: right ? 1 : 0, weight, group });
  };
  console.error(`${articles.length} articles are held; asking their questions`);
  for (const { id, questions } of articles) {
    for (const question of questions) {
      const { hits, signs } = await ask(question, HITS);
      add(signs, hits[0]?.articleId === id, 1, id.split("-")[0] ?? "");
    }
  }
  const judged = readFileSync(join(import.meta.dirname, "data/messages-judged.jsonl"), "utf8")
    .trim()
    .split("\n");
  console.error(`asking ${judged.length} judged messages`);
  let changed = 0;
  for (const [at, line] of judged.entries()) {
    const { text, article, right, weight } = JSON.parse(line) as Judged;
    const { hits, signs } = await ask(text, HITS);
    // Judged was the message with this article: with another one first nobody has judged it, unless nothing answers it at all.
    if (right && hits[0]?.articleId !== article) changed++;
    else add(signs, right, weight * MESSAGE_SHARE, `m${at % FOLDS}`);
  }
  const authored = found.length;
  for (const language of ["zh", "en"]) await addForeign(language);
  console.log(
    `${authored} rows; ${changed} judged messages left out, another article came first; ${found.length - authored} asked of articles in another language`,
  );
  return found;

  async function addForeign(language: string): Promise<void> {
    const askOthers = await articleBase(
      articles.filter((article) => !article.language.startsWith(language)),
      encoder,
    );
    for (const { id, questions } of articles.filter((article) => article.language.startsWith(language))) {
      for (const question of questions) add((await askOthers(question, HITS)).signs, false, FOREIGN_SHARE, id.split("-")[0] ?? "");
    }
  }
}

function fitted(data: readonly Row[]): AnswerModel {
  const total = data.reduce((sum, row) => sum + row.weight, 0);
  const mean = NAMES.map((_, at) => data.reduce((sum, row) => sum + row.weight * (row.signs[at] ?? 0), 0) / total);
  const deviation = NAMES.map(
    (_, at) => Math.sqrt(data.reduce((sum, row) => sum + row.weight * ((row.signs[at] ?? 0) - (mean[at] ?? 0)) ** 2, 0) / total) || 1,
  );
  const standard = data.map((row) => row.signs.map((value, at) => (value - (mean[at] ?? 0)) / (deviation[at] ?? 1)));
  const weights = NAMES.map(() => 0);
  let bias = 0;
  // Plain loops: eleven fits of four thousand passes over all rows are what this script's time goes into.
  for (let step = 0; step < STEPS; step++) {
    const slope = weights.map((weight) => (RIDGE * weight) / total);
    let biasSlope = 0;
    for (let n = 0; n < data.length; n++) {
      const row = data[n];
      const signs = standard[n];
      if (!row || !signs) continue;
      let said = bias;
      for (let at = 0; at < signs.length; at++) said += (weights[at] ?? 0) * (signs[at] ?? 0);
      const error = (row.weight * (sigmoid(said) - row.right)) / total;
      biasSlope += error;
      for (let at = 0; at < signs.length; at++) slope[at] = (slope[at] ?? 0) + error * (signs[at] ?? 0);
    }
    bias -= RATE * biasSlope;
    for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) - RATE * (slope[at] ?? 0);
  }
  const own = weights.map((weight, at) => weight / (deviation[at] ?? 1));
  return {
    bias: bias - own.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0),
    weights: Object.fromEntries(NAMES.map((name, at) => [name, own[at] ?? 0])) as AnswerModel["weights"],
  };
}

const probability = (model: AnswerModel, { signs }: Row): number =>
  answerProbability(Object.fromEntries(NAMES.map((name, at) => [name, signs[at] ?? 0])) as Record<keyof Signs, number>, model);

const data = await rows();
const groups = [...new Set(data.map((row) => row.group))];
const folded = data.map((row) => ({ row, p: 0 }));
for (let fold = 0; fold < FOLDS; fold++) {
  console.error(`fit ${fold + 1} of ${FOLDS + 1}`);
  const held = new Set(groups.filter((_, at) => at % FOLDS === fold));
  const model = fitted(data.filter((row) => !held.has(row.group)));
  for (const one of folded) if (held.has(one.row.group)) one.p = probability(model, one.row);
}
for (const threshold of [0.97, 0.95, 0.92, 0.9, 0.85, 0.8, 0.7]) {
  const shown = folded.filter(({ p }) => p >= threshold).map(({ row }) => row);
  const weight = (some: readonly Row[]): number => some.reduce((sum, row) => sum + row.weight, 0);
  console.log(
    `≥ ${threshold.toFixed(2)}  shown ${(weight(shown) / weight(data)).toFixed(3)}  right ${(weight(shown.filter((row) => row.right === 1)) / weight(shown)).toFixed(3)}  (${shown.length} rows)`,
  );
}
console.log(JSON.stringify(fitted(data), (_, value) => (typeof value === "number" ? Math.round(value * 1_000) / 1_000 : value)));
