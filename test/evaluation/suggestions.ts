/**
 * Are suggestions as sure as they say? `node test/evaluation/suggestions.ts [--judge]`
 *
 * Held back: 20 articles on other subjects than the fitted ones with 100 questions, and 110 turns and dialogues that mostly no article
 * answers (`data/heldback-*.jsonl`), written after the fit and never fitted on. The whole way of the product: understanding with
 * context, search, `suggest` at the default threshold. Right = the suggestion rests on the article that answers, or is the courtesy the
 * turn asks for. `--judge` prints what was offered for Tab, for reading.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ContextTurn, Suggestion } from "../../protocol/understanding.ts";
import { articleBase, shippedEncoder } from "../../scripts/search/article-base.ts";
import { shippedModel } from "../../scripts/search/shipped-model.ts";
import { CustomIntents } from "../../worker/intent/custom/custom-intents.ts";
import { understand } from "../../worker/intent/understand.ts";
import { findForParts } from "../../worker/pipeline/answer-parts.ts";
import { suggest } from "../../worker/suggestions/suggest.ts";
import { templatesFor } from "../../worker/suggestions/templates.ts";
import { tenantSettingsSchema } from "../../worker/tenants/tenant.ts";
import { readArticles } from "./retrieval.ts";

interface Case {
  context: ContextTurn[];
  text: string;
  article: string | null;
  intent: string | null;
}

const DATA = join(import.meta.dirname, "data");
const THRESHOLDS = [0.97, 0.95, 0.92, 0.9, 0.85, 0.8, 0.7] as const;
/** As many as the pipeline asks for. */
const HITS = 5;
const { readyConfidence } = tenantSettingsSchema.parse({});

const articles = readArticles(join(DATA, "heldback-articles.jsonl"));
const asked = articles.flatMap(({ id, questions }): Case[] => questions.map((text) => ({ context: [], text, article: id, intent: null })));
const others = readFileSync(join(DATA, "heldback-conversations.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

const model = await shippedModel();
const none = new CustomIntents(0, []);
const skills = { model: async () => model, custom: async () => none, recent: { get: () => undefined, set: () => undefined } };
const ask = await articleBase(articles, await shippedEncoder());

async function suggestionsFor({ text, context }: Case): Promise<Suggestion[]> {
  const understanding = await understand(text, context, skills);
  const find = async (words: string) => (await ask(words, HITS)).hits;
  const parts = await findForParts(text, understanding, await find(text), find);
  const intents = understanding.intents.map((intent) => intent.name);
  const templates = templatesFor([], { intents, language: understanding.language, channel: "web" }).map(({ id, intent, text: words }) => ({
    id,
    intent,
    text: words,
    unproven: false,
  }));
  const known = new Set<string>(understanding.slots.map(({ name }) => name));
  return suggest({ turnId: "tn", understanding, parts, orders: [], templates, known, asked: false, readyConfidence }, 0);
}

function isRight({ article, intent }: Case, { evidence }: Suggestion): boolean {
  return evidence.length > 0 && evidence.every(({ kind, id, title }) => (kind === "article" ? id === article : kind === "template" && title === intent));
}

/** Keys an agent presses for an answer: Tab and Enter, or every character of it (Chinese through pinyin: about 2.6 a character). */
const keysFor = (text: string): number => [...text].reduce((sum, char) => sum + (/\p{Script=Han}/u.test(char) ? 2.6 : 1), 1);
const KEYS_WITH_TAB = 2;

interface Judged {
  given: Case;
  first: Suggestion | undefined;
}
const judged: Judged[] = [];
for (const given of [...asked, ...others]) {
  const suggestions = await suggestionsFor(given);
  judged.push({ given, first: suggestions.find(({ kind }) => kind === "answer") });
}
const share = (part: number, whole: number): string => (whole === 0 ? "–" : (part / whole).toFixed(3));
for (const threshold of THRESHOLDS) {
  const of = (some: readonly Judged[]) => some.flatMap(({ given, first }) => (first && first.confidence >= threshold ? [{ given, first }] : []));
  const shown = of(judged);
  const right = shown.filter(({ given, first }) => isRight(given, first));
  const answered = of(judged.filter(({ given }) => given.article !== null));
  console.log(
    `≥ ${threshold.toFixed(2)}  shown ${shown.length}  right ${share(right.length, shown.length)}  coverage of all ${share(shown.length, judged.length)}, of turns an article answers ${share(answered.length, judged.filter(({ given }) => given.article !== null).length)}`,
  );
}
/** Replies whose words are known: those of the first suggestion, where it is right; one that is not ready is counted as typed. */
const replies = judged.flatMap(({ given, first }) => (first && isRight(given, first) ? [{ ready: first.ready, typed: keysFor(first.text) }] : []));
const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)).toFixed(0);
const readyKeys = replies.filter(({ ready }) => ready).map(({ typed }) => typed);
console.log(`keystrokes for an answer that is ready: ${KEYS_WITH_TAB} with, ${mean(readyKeys)} without (${readyKeys.length} replies)`);
console.log(
  `keystrokes a reply, ready or not: ${mean(replies.map(({ ready, typed }) => (ready ? KEYS_WITH_TAB : typed)))} with, ${mean(replies.map(({ typed }) => typed))} without (${replies.length} replies)`,
);
if (process.argv.includes("--judge"))
  for (const { given, first } of judged)
    if (first && first.confidence >= 0.8)
      console.log(
        `${first.confidence.toFixed(2)} ${isRight(given, first) ? " " : "✗"} ${given.text} → ${first.evidence.map(({ id, title }) => `${id} ${title}`).join(", ")}`,
      );
