/** Retrieval quality on articles with questions (JSON lines of {id,title,body,language,questions[]}), beside the peers in the same process. */
import { readFileSync } from "node:fs";
import { type KnowledgeEncoder, putArticle } from "../../worker/knowledge/ingest.ts";
import { search } from "../../worker/knowledge/search.ts";
import { loadKnowledgeBase } from "../../worker/knowledge/store.ts";
import { sqliteD1 } from "../support/sqlite-d1.ts";
import { type Article, type Peer, peersOver } from "./peers.ts";

export interface Questioned extends Article {
  questions: string[];
}

export const readArticles = (file: string): Questioned[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Questioned);

export interface Quality {
  name: string;
  recall1: number;
  recall5: number;
  mrr10: number;
}

/** recall@1, recall@5 and MRR@10 over every question of every article. */
export async function measure(peer: Peer, articles: readonly Questioned[]): Promise<Quality> {
  let [first, five, reciprocal, asked] = [0, 0, 0, 0];
  for (const article of articles) {
    for (const question of article.questions) {
      const place = (await peer.search(question)).indexOf(article.id);
      asked++;
      if (place === 0) first++;
      if (place >= 0 && place < 5) five++;
      if (place >= 0 && place < 10) reciprocal += 1 / (place + 1);
    }
  }
  return { name: peer.name, recall1: first / asked, recall5: five / asked, mrr10: reciprocal / asked };
}

/** Our search over the same articles, in plain Node, with any encoder. */
export async function kefuPeer(name: string, articles: readonly Article[], encoder: KnowledgeEncoder): Promise<Peer> {
  const db = sqliteD1(["0010"]);
  for (const article of articles) {
    await putArticle(
      db,
      "t",
      { ...article, category: "", audience: "public", status: "published", format: "markdown", source: "", intents: [] },
      encoder,
      "evaluation",
      0,
    );
  }
  const base = await loadKnowledgeBase(db, "t", encoder.dims, 0);
  return {
    name,
    search: async (question) => {
      const { vector, intents } = await encoder.encode(question);
      return (await search(db, base, { text: question, intents, intentNames: [], vector, audience: "public", limit: 10 })).hits.map((hit) => hit.articleId);
    },
  };
}

export const NO_ENCODER: KnowledgeEncoder = { model: "", dims: 0, encode: async () => ({ vector: null, intents: null }) };

if (process.argv[1] === import.meta.filename) {
  const articles = readArticles(process.argv[2] ?? "../shared/data/authored/articles.jsonl");
  const peers = [...(await peersOver(articles)), await kefuPeer("Kefu, lexical only", articles, NO_ENCODER)];
  for (const peer of peers) {
    const quality = await measure(peer, articles);
    console.log(
      `${quality.name.padEnd(26)} recall@1 ${quality.recall1.toFixed(3)}  recall@5 ${quality.recall5.toFixed(3)}  MRR@10 ${quality.mrr10.toFixed(3)}`,
    );
  }
}
