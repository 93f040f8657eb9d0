/** Other search libraries on the same articles, each given the best tokenizer it can take: the peers of docs/quality.md. */
import { DatabaseSync } from "node:sqlite";
import { create, insert, search as oramaSearch } from "@orama/orama";
import FlexSearch from "flexsearch";
import MiniSearch from "minisearch";

export interface Article {
  id: string;
  title: string;
  body: string;
  language: string;
  intents?: string[];
}
export interface Peer {
  name: string;
  search(question: string): Promise<string[]>;
}

const SEGMENTER = new Intl.Segmenter("zh", { granularity: "word" });
export const segmented = (text: string): string[] => [...SEGMENTER.segment(text)].filter((part) => part.isWordLike).map((part) => part.segment.toLowerCase());

export function bigrams(text: string): string[] {
  return [...text.toLowerCase().matchAll(/\p{Script=Han}+|[\p{L}\p{N}]+/gu)].flatMap(([run]) => {
    if (!/^\p{Script=Han}/u.test(run) || run.length < 2) return [run];
    return Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));
  });
}

function miniSearch(name: string, articles: readonly Article[], tokenize: (text: string) => string[]): Peer {
  const index = new MiniSearch({ fields: ["title", "body"], tokenize, processTerm: (term) => term });
  index.addAll(articles as Article[]);
  return {
    name,
    search: async (question) =>
      index
        .search(question)
        .slice(0, 10)
        .map((hit) => String(hit.id)),
  };
}

async function orama(articles: readonly Article[]): Promise<Peer> {
  const index = create({
    schema: { id: "string", title: "string", body: "string" },
    components: { tokenizer: { language: "english", normalizationCache: new Map(), tokenize: (text: string) => segmented(text) } },
  });
  for (const article of articles) await insert(index, { id: article.id, title: article.title, body: article.body });
  return {
    name: "Orama (segmented)",
    search: async (question) =>
      (await oramaSearch(index, { term: question, properties: ["title", "body"], limit: 10, threshold: 1 })).hits.map((hit) => String(hit.document.id)),
  };
}

function flexSearch(articles: readonly Article[]): Peer {
  const index = new FlexSearch.Index({ encode: segmented, tokenize: "strict" });
  articles.forEach((article, at) => {
    index.add(at, `${article.title}\n${article.body}`);
  });
  return {
    name: "FlexSearch (segmented)",
    search: async (question) => {
      const found = await index.search({ query: question, limit: 10, suggest: true });
      return (found as number[]).map((at) => articles[at]?.id ?? "");
    },
  };
}

function fts5(name: string, articles: readonly Article[], tokenizer: string, ask: (question: string) => string[]): Peer {
  const db = new DatabaseSync(":memory:");
  db.exec(`CREATE VIRTUAL TABLE a USING fts5(id UNINDEXED, title, body, tokenize = "${tokenizer}")`);
  const add = db.prepare("INSERT INTO a VALUES (?, ?, ?)");
  for (const article of articles) add.run(article.id, article.title, article.body);
  const match = db.prepare("SELECT id FROM a WHERE a MATCH ? ORDER BY rank LIMIT 10");
  return {
    name,
    search: async (question) => {
      const terms = [...new Set(ask(question))].map((term) => `"${term.replaceAll('"', '""')}"`);
      return terms.length === 0 ? [] : match.all(terms.join(" OR ")).map((row) => String(row.id));
    },
  };
}

const trigrams = (text: string): string[] =>
  segmented(text).flatMap((word) => (word.length < 3 ? [] : Array.from({ length: word.length - 2 }, (_, at) => word.slice(at, at + 3))));

/** Every peer, indexed. */
export async function peersOver(articles: readonly Article[]): Promise<Peer[]> {
  return [
    miniSearch("MiniSearch (segmented)", articles, segmented),
    miniSearch("MiniSearch (bigrams)", articles, bigrams),
    await orama(articles),
    flexSearch(articles),
    fts5("FTS5 unicode61", articles, "unicode61", segmented),
    fts5("FTS5 trigram", articles, "trigram", trigrams),
  ];
}
