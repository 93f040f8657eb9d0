/**
 * `npm run search -- --articles FILE`: indexes JSON lines `{"id","title","body","language"}` into a fresh knowledge base, then JSON lines
 * `{"q":"…"}` on stdin → `{"q","hits":[{"id","score"}]}` (top 10), by the worker's own search over SQLite. A broken line ends it with status 2.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { sqliteD1 } from "../test/support/sqlite-d1.ts";
import { putArticle } from "../worker/knowledge/ingest.ts";
import { LEXICAL_ENCODER } from "../worker/knowledge/knowledge.ts";
import { search } from "../worker/knowledge/search.ts";
import { loadKnowledgeBase } from "../worker/knowledge/store.ts";

const TENANT = "search";
const HITS = 10;
const PROGRESS_EVERY = 1_000;

const articleSchema = z.looseObject({
  id: z.union([z.string(), z.number()]).transform(String),
  title: z.string(),
  body: z.string(),
  language: z.string().default("zh"),
});
const questionSchema = z.looseObject({ q: z.string() });

/** Each line of a stream, checked; throws with the line's number. */
async function* linesOf<S extends z.ZodType>(stream: NodeJS.ReadableStream, schema: S): AsyncGenerator<z.infer<S>> {
  let number = 0;
  for await (const line of createInterface({ input: stream })) {
    number += 1;
    if (line.trim() === "") continue;
    try {
      yield schema.parse(JSON.parse(line));
    } catch (error) {
      throw new Error(`line ${number}: ${error instanceof Error ? error.message : "broken"}`);
    }
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { articles: { type: "string" } } });
  if (values.articles === undefined) throw new Error("give --articles FILE");
  const db = sqliteD1(["0010"]);
  let count = 0;
  for await (const { id, title, body, language } of linesOf(createReadStream(values.articles), articleSchema)) {
    const article = { id, title, body, language, category: "", audience: "public", status: "published", format: "markdown", source: "", intents: [] } as const;
    await putArticle(db, TENANT, { ...article, intents: [] }, LEXICAL_ENCODER, "search", 0);
    count += 1;
    if (count % PROGRESS_EVERY === 0) console.error(`${count} articles`);
  }
  const base = await loadKnowledgeBase(db, TENANT, LEXICAL_ENCODER.dims, 0);
  for await (const { q } of linesOf(process.stdin, questionSchema)) {
    const { hits } = await search(db, base, { text: q, intents: null, intentNames: [], vector: null, audience: "public", limit: HITS });
    process.stdout.write(`${JSON.stringify({ q, hits: hits.map(({ articleId, score }) => ({ id: articleId, score })) })}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
});
