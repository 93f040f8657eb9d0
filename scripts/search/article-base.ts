/** Articles of a file in the worker's own search, in memory: for the shell and for evaluations. */
import { sqliteD1 } from "../../test/support/sqlite-d1.ts";
import { encodingOf } from "../../worker/intent/text-encoding.ts";
import { embedPending } from "../../worker/knowledge/embed.ts";
import { type Encoded, type ModelLabels, NO_MODEL } from "../../worker/knowledge/encoding.ts";
import { putArticle } from "../../worker/knowledge/ingest.ts";
import { type SearchResult, search } from "../../worker/knowledge/search.ts";
import { loadKnowledgeBase } from "../../worker/knowledge/store.ts";
import { shippedModel } from "./shipped-model.ts";

const TENANT = "file";
const PROGRESS_EVERY = 1_000;

export interface FileArticle {
  id: string;
  title: string;
  body: string;
  language: string;
  intents?: readonly string[];
}

/** A model as search uses it. */
export interface Encoder extends ModelLabels {
  encode(text: string): Promise<Encoded | null>;
}

export async function shippedEncoder(): Promise<Encoder> {
  const model = await shippedModel();
  return {
    version: model.version,
    dims: model.dimensions,
    labels: model.labels,
    encode: async (text) => (text.trim() === "" ? null : encodingOf(await model.read(text, []), model.labels)),
  };
}

export type AskBase = (text: string, limit: number) => Promise<SearchResult>;

/** `encoder` null = by words alone. `tell` hears of progress. */
export async function articleBase(
  articles: AsyncIterable<FileArticle> | Iterable<FileArticle>,
  encoder: Encoder | null,
  tell: (progress: string) => void = () => undefined,
): Promise<AskBase> {
  const db = sqliteD1(["0010", "0080"]);
  const told = counted(tell);
  const common = { category: "", audience: "public", status: "published", format: "markdown", source: "" } as const;
  for await (const { id, title, body, language, intents = [] } of articles) {
    await putArticle(db, TENANT, { id, title, body, language, ...common, intents }, "file", 0);
    told("articles");
  }
  const goOn = (): boolean => {
    told("passages read by the model");
    return true;
  };
  if (encoder) await embedPending(db, { version: encoder.version, encode: encoder.encode, goOn });
  const base = await loadKnowledgeBase(db, TENANT, encoder ?? NO_MODEL, 0);
  return async (text, limit) => {
    const { vector, intents } = (await encoder?.encode(text)) ?? { vector: null, intents: null };
    return search(db, base, { text, intents, intentNames: [], vector, audience: "public", limit });
  };
}

function counted(tell: (progress: string) => void): (what: string) => void {
  const counts = new Map<string, number>();
  return (what) => {
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    if (count % PROGRESS_EVERY === 0) tell(`${count} ${what}`);
  };
}
