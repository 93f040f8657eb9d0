/** The worker's search alone, in workerd with D1: filled and asked by bench/search.ts. Vectors are made up from the words: a search takes the same time whatever they say. */
import { z } from "zod";
import { embedPending } from "../worker/knowledge/embed.ts";
import type { Encoded, ModelLabels } from "../worker/knowledge/encoding.ts";
import { articleStatements, readyArticle } from "../worker/knowledge/ingest.ts";
import { Knowledge } from "../worker/knowledge/knowledge.ts";

const DIMS = 128;
const LABELS = 41;
const model: ModelLabels = { version: "made-up", dims: DIMS, labels: Array.from({ length: LABELS }, (_, at) => `label-${at}`) };

function madeUp(text: string): Encoded {
  const vector = new Int8Array(DIMS);
  for (let at = 0; at < text.length; at++) vector[(text.charCodeAt(at) * 31 + at) % DIMS] = ((text.charCodeAt(at) * 7) % 255) - 127;
  const intents = new Uint8Array(LABELS);
  intents[text.length % LABELS] = 200;
  return { vector, intents };
}

const bodySchema = z.object({
  migrations: z.array(z.string()).default([]),
  articles: z.array(z.object({ id: z.string(), title: z.string(), body: z.string(), language: z.string() })).default([]),
});
const common = { category: "", audience: "public", status: "published", format: "text", source: "", intents: [] } as const;
let knowledge: Knowledge | null = null;

// biome-ignore lint/style/noDefaultExport: the platform asks for it
export default {
  async fetch(request: Request, env: { DB: D1Database }): Promise<Response> {
    const url = new URL(request.url);
    knowledge ??= new Knowledge(env.DB);
    if (request.method === "POST") {
      const { migrations, articles } = bodySchema.parse(await request.json());
      for (const sql of migrations) await env.DB.prepare(sql).run();
      const ready = articles.map((article) => readyArticle("t", { ...article, ...common }));
      if (ready.length > 0) await env.DB.batch(articleStatements(env.DB, "t", ready, "bench", 0));
      const embedded = await embedPending(env.DB, { version: model.version, encode: async (text) => madeUp(text), goOn: () => true });
      return Response.json({ embedded });
    }
    const text = url.searchParams.get("q");
    if (text === null) return Response.json({ hits: [] });
    const asked = { text, intentNames: [], encoded: { model, encoding: madeUp(text) }, audience: "public" as const, limit: 5 };
    return Response.json(await knowledge.search("t", asked, Date.now()));
  },
};
