/**
 * `npm run search -- --articles FILE`: indexes JSON lines `{"id","title","body","language"}` into a fresh knowledge base, then JSON lines
 * `{"q":"…"}` on stdin → `{"q","hits":[{"id","score"}]}` (top 10), by the worker's own search over SQLite and the shipped model.
 * `--words`: by words alone, without the model. A broken line ends it with status 2.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { sqliteD1 } from "../test/support/sqlite-d1.ts";
import { encodingOf } from "../worker/intent/text-encoding.ts";
import { embedPending } from "../worker/knowledge/embed.ts";
import { NO_MODEL } from "../worker/knowledge/encoding.ts";
import { putArticle } from "../worker/knowledge/ingest.ts";
import { search } from "../worker/knowledge/search.ts";
import { loadKnowledgeBase } from "../worker/knowledge/store.ts";
import { shippedModel } from "./search/shipped-model.ts";

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
  const { values } = parseArgs({ options: { articles: { type: "string" }, words: { type: "boolean", default: false } } });
  if (values.articles === undefined) throw new Error("give --articles FILE");
  const db = sqliteD1(["0010", "0080"]);
  let count = 0;
  for await (const { id, title, body, language } of linesOf(createReadStream(values.articles), articleSchema)) {
    const article = { id, title, body, language, category: "", audience: "public", status: "published", format: "markdown", source: "" } as const;
    await putArticle(db, TENANT, { ...article, intents: [] }, "search", 0);
    count += 1;
    if (count % PROGRESS_EVERY === 0) console.error(`${count} articles`);
  }
  const model = values.words ? null : await shippedModel();
  const encode = async (text: string) => (model && text.trim() !== "" ? encodingOf(await model.read(text, []), model.labels) : null);
  let read = 0;
  const goOn = (): boolean => {
    read += 1;
    if (read % PROGRESS_EVERY === 0) console.error(`${read} passages read by the model`);
    return true;
  };
  if (model) await embedPending(db, { version: model.version, encode, goOn });
  const base = await loadKnowledgeBase(db, TENANT, model ? { version: model.version, dims: model.dimensions, labels: model.labels } : NO_MODEL, 0);
  for await (const { q } of linesOf(process.stdin, questionSchema)) {
    const { vector, intents } = (await encode(q)) ?? { vector: null, intents: null };
    const { hits } = await search(db, base, { text: q, intents, intentNames: [], vector, audience: "public", limit: HITS });
    process.stdout.write(`${JSON.stringify({ q, hits: hits.map(({ articleId, score }) => ({ id: articleId, score })) })}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
});
