/** Retrieval quality on articles with questions (JSON lines of {id,title,body,language,questions[]}), beside the peers in the same process. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { articleBase, type Encoder, shippedEncoder } from "../../scripts/search/article-base.ts";
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

const HITS = 10;

export async function kefuPeer(name: string, articles: readonly Article[], encoder: Encoder | null): Promise<Peer> {
  const ask = await articleBase(articles, encoder);
  return { name, search: async (question) => (await ask(question, HITS)).hits.map((hit) => hit.articleId) };
}

export const AUTHORED = join(import.meta.dirname, "data/articles.jsonl");

if (process.argv[1] === import.meta.filename) {
  const articles = readArticles(process.argv[2] ?? AUTHORED);
  const untagged = articles.map(({ intents: _, ...article }) => article);
  const ours = [await kefuPeer("Kefu, by words alone", untagged, null), await kefuPeer("Kefu", untagged, await shippedEncoder())];
  for (const peer of [...(await peersOver(articles)), ...ours]) {
    const quality = await measure(peer, articles);
    console.log(
      `${quality.name.padEnd(26)} recall@1 ${quality.recall1.toFixed(3)}  recall@5 ${quality.recall5.toFixed(3)}  MRR@10 ${quality.mrr10.toFixed(3)}`,
    );
  }
}
