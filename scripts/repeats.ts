/**
 * `npm run repeats -- FILE [--articles FILE] [--least N] [--top N] [--words] [--json]`: what keeps coming back in a log of past
 * conversations (CSV, or JSON lines of `{text, from?, at?, conversation?}`). Streams; progress and what was skipped go to stderr.
 * `--articles`: JSON lines of articles, to say which questions have an answer already. `--words`: without the model.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { AnswerTimes, savedMinutes, sentenceOf } from "../worker/analytics/repeat-report.ts";
import { Repeats } from "../worker/analytics/repeats.ts";
import { readLog } from "./repeats/read-log.ts";
import { articleBase, type FileArticle, shippedEncoder } from "./search/article-base.ts";

const PROGRESS_EVERY = 10_000;
/** Questions that are compared by meaning: a few ms each. */
const MOST_READ = 3_000;
const MOST_COMPLAINTS = 20;
const ANSWERS = 0.5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    articles: { type: "string" },
    least: { type: "string", default: "3" },
    top: { type: "string", default: "30" },
    words: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const [file] = positionals;
if (file === undefined) {
  console.error("give a FILE of conversations: CSV or JSON lines");
  process.exit(2);
}

const repeats = new Repeats();
const times = new AnswerTimes();
let skipped = 0;
for await (const one of readLog(file)) {
  if ("why" in one) {
    skipped += 1;
    if (skipped <= MOST_COMPLAINTS) console.error(`line ${one.line}: ${one.why}`);
    continue;
  }
  const { text, from, at, conversation } = one.read;
  repeats.add({ text, from, at });
  if (conversation !== undefined && at !== undefined) times.add(conversation, from, at);
  if (repeats.lines % PROGRESS_EVERY === 0) console.error(`${repeats.lines} lines`);
}
console.error(`${repeats.lines} lines read, ${skipped} skipped${repeats.forgotten > 0 ? `, ${repeats.forgotten} rare ones forgotten` : ""}; gathering`);
const encoder = values.words ? null : await shippedEncoder();
let read = 0;
const vectorOf = async (text: string): Promise<Int8Array | null> => {
  read += 1;
  if (read % 500 === 0) console.error(`${read} questions read by the model`);
  return (await encoder?.encode(text))?.vector ?? null;
};
const clusters = (await repeats.clusters(Number(values.least), encoder ? vectorOf : null, MOST_READ)).slice(0, Number(values.top));
const articles =
  values.articles === undefined
    ? []
    : readFileSync(values.articles, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as FileArticle);
const ask = articles.length > 0 ? await articleBase(articles, encoder) : null;
for (const cluster of clusters) {
  const hit = cluster.from === "customer" && ask ? (await ask(cluster.label, 1)).hits[0] : null;
  const article = hit && (hit.confidence ?? 0) >= ANSWERS ? { id: hit.articleId, title: hit.title } : null;
  const savedMin = savedMinutes(cluster.count, times.middleS);
  if (values.json) console.log(JSON.stringify({ ...cluster, article, savedMin, sentence: sentenceOf(cluster) }));
  else {
    const answer = ask === null || cluster.from === "agent" ? "" : article ? `; answered by “${article.title}”` : "; no article answers";
    console.log(`${sentenceOf(cluster)}  [${cluster.from}, ${cluster.count}, ${(100 * cluster.share).toFixed(1)} %, ${savedMin} min${answer}]`);
    if (cluster.samples.length > 0) console.log(`    also: ${cluster.samples.slice(0, 3).join(" · ")}`);
  }
}
