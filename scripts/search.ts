/**
 * `npm run search -- --articles FILE`: indexes JSON lines `{"id","title","body","language"}` into a fresh knowledge base, then JSON lines
 * `{"q":"…"}` on stdin → `{"q","hits":[{"id","score"}]}` (top 10), by the worker's own search over SQLite and the shipped model.
 * `--words`: by words alone, without the model. A broken line ends it with status 2.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { articleBase, shippedEncoder } from "./search/article-base.ts";

const HITS = 10;

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
  const articles = linesOf(createReadStream(values.articles), articleSchema);
  const ask = await articleBase(articles, values.words ? null : await shippedEncoder(), console.error);
  for await (const { q } of linesOf(process.stdin, questionSchema)) {
    const { hits } = await ask(q, HITS);
    process.stdout.write(`${JSON.stringify({ q, hits: hits.map(({ articleId, score }) => ({ id: articleId, score })) })}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(2);
});
