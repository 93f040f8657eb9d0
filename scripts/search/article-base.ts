/** Articles of a file, searched by the worker's own search in memory. */
import type { KnowledgeHit } from "../../protocol/understanding.ts";
import { sqliteD1 } from "../../test/support/sqlite-d1.ts";
import type { IntentModel } from "../../wasm-models/runtime/intent-model.ts";
import { encodingOf } from "../../worker/intent/text-encoding.ts";
import { embedPending } from "../../worker/knowledge/embed.ts";
import { NO_MODEL } from "../../worker/knowledge/encoding.ts";
import { putArticle } from "../../worker/knowledge/ingest.ts";
import { search } from "../../worker/knowledge/search.ts";
import { loadKnowledgeBase } from "../../worker/knowledge/store.ts";

export interface Article {
  id: string;
  title: string;
  body: string;
  language: string;
}

export async function articleBase(articles: readonly Article[], model: IntentModel | null): Promise<(text: string) => Promise<KnowledgeHit | null>> {
  const db = sqliteD1(["0010", "0080"]);
  const common = { category: "", audience: "public", status: "published", format: "markdown", source: "", intents: [] } as const;
  for (const { id, title, body, language } of articles) await putArticle(db, "t", { id, title, body, language, ...common }, "file", 0);
  const encode = async (text: string) => (model ? encodingOf(await model.read(text, []), model.labels) : null);
  if (model) await embedPending(db, { version: model.version, encode, goOn: () => true });
  const base = await loadKnowledgeBase(db, "t", model ? { version: model.version, dims: model.dimensions, labels: model.labels } : NO_MODEL, 0);
  return async (text) => {
    const { vector, intents } = (await encode(text)) ?? { vector: null, intents: null };
    return (await search(db, base, { text, intents, intentNames: [], vector, audience: "public", limit: 1 })).hits[0] ?? null;
  };
}
