/**
 * Knowledge search: two full-text queries and the vectors bring candidates, reciprocal rank fusion joins them, a linear model orders them.
 *
 * Degraded: without vectors the lexical halves remain; without D1 the pipeline falls back to last-known top articles. `partial` says so.
 */
import type { KnowledgeHit } from "../../protocol/understanding.ts";
import { normaliseForSearch } from "../text/normalise.ts";
import { tokensOf } from "../text/segment.ts";
import { answerProbability, foreignIntent, type Signs, signsOf } from "./answers.ts";
import { conceptsOf, countSpoken } from "./concept-match.ts";
import { fullTextQuery } from "./full-text.ts";
import { askedWordsOf, bestPassage, type Sentence } from "./passages.ts";
import { askDatabase, type Scored, sentencesOfChunks } from "./question-trip.ts";
import { distributionCosine, type Features, rankScore, reciprocalRankFusion } from "./rerank.ts";
import type { KnowledgeBase } from "./store.ts";
import { otherWords } from "./synonyms.ts";
import { corrections } from "./typos.ts";
import { cosineAt, nearest } from "./vectors.ts";

const VECTOR_CANDIDATES = 50;
/** Articles that are reranked. */
const RERANKED = 60;
const HAN = /\p{Script=Han}/u;

export interface SearchQuery {
  text: string;
  /** Intent distribution of the query, uint8 (probability × 255), same order as the stored ones. */
  intents: Uint8Array | null;
  /** Names for click feedback. */
  intentNames: readonly string[];
  vector: Int8Array | null;
  /** agents see articles for agents too */
  audience: "public" | "agents";
  limit: number;
}

interface FoundHits {
  hits: KnowledgeHit[];
  /** What the first hit's confidence rests on; null without vectors. */
  signs: Signs | null;
}

export interface SearchResult extends FoundHits {
  /** True when it was searched by words alone. */
  partial: boolean;
}

/** The customer's language as far as search cares. */
const queryLanguage = (text: string): "zh" | "en" => (HAN.test(text) ? "zh" : "en");

/** The best score of an article over its chunks, per list. */
function bestPerArticle(base: KnowledgeBase, list: readonly Scored[]): Map<string, Scored> {
  const best = new Map<string, Scored>();
  for (const hit of list) {
    const article = base.articleOfChunk.get(hit.id);
    if (article !== undefined && (best.get(article)?.score ?? Number.NEGATIVE_INFINITY) < hit.score) best.set(article, hit);
  }
  return best;
}

interface Candidate {
  articleId: string;
  chunkId: number;
  features: Features;
  score: number;
}

function candidates(base: KnowledgeBase, query: SearchQuery, lists: readonly Scored[][]): Candidate[] {
  const fused = reciprocalRankFusion(lists.map((list) => list.map((hit) => hit.id)));
  const chunkOf = new Map<string, number>();
  for (const [chunkId] of [...fused].sort((a, b) => b[1] - a[1])) {
    const article = base.articleOfChunk.get(chunkId);
    if (article !== undefined && !chunkOf.has(article) && chunkOf.size < RERANKED) chunkOf.set(article, chunkId);
  }
  const [words, concepts] = [bestPerArticle(base, lists[0] ?? []), bestPerArticle(base, lists[1] ?? [])];
  const language = queryLanguage(query.text);
  const norm = query.vector ? Math.hypot(...query.vector) : 0;
  return [...chunkOf].flatMap(([articleId, chunkId]) => {
    const article = base.articles.get(articleId);
    if (!article || (article.audience === "agents" && query.audience === "public")) return [];
    const features: Features = {
      words: words.get(articleId)?.score ?? 0,
      concepts: concepts.get(articleId)?.score ?? 0,
      vector: query.vector ? cosineAt(base.vectors, base.rowOfChunk.get(chunkId) ?? 0, query.vector, norm) : 0,
      intents: distributionCosine(query.intents, article.intents),
      language: article.language.startsWith(language) ? 1 : 0,
      feedback: query.intentNames.reduce((sum, name) => sum + (article.feedback.get(name) ?? 0), 0),
    };
    return [{ articleId, chunkId, features, score: rankScore(features) }];
  });
}

/** Share of the question's concepts that an article speaks of. */
function sharedConcepts(asked: ReadonlySet<string>, title: string, sentences: readonly Sentence[]): number {
  if (asked.size === 0) return 0;
  const normalised = [normaliseForSearch(title), ...sentences.map(({ plain }) => plain)].join("\n");
  return countSpoken(asked, normalised) / asked.size;
}

/** What is to be known about whether the first hit answers. */
function signsOfFirst(base: KnowledgeBase, query: SearchQuery, ranked: readonly Candidate[], asked: number, sentences: readonly Sentence[]): Signs | null {
  const article = base.articles.get(ranked[0]?.articleId ?? "");
  if (!article || query.vector === null) return null;
  const concepts = sharedConcepts(new Set(conceptsOf(query.text)), article.title, sentences);
  return signsOf(ranked, { asked, concepts, foreign: foreignIntent(query.intents, article.intents) });
}

async function withPassages(
  db: D1Database,
  base: KnowledgeBase,
  query: SearchQuery,
  { ranked, texts }: { ranked: readonly Candidate[]; texts: ReadonlyMap<number, string> },
): Promise<FoundHits> {
  const shown = ranked.slice(0, query.limit);
  if (shown.length === 0) return { hits: [], signs: null };
  const sentences = await sentencesOfChunks(
    db,
    base,
    shown.map((hit) => hit.chunkId),
    texts,
  );
  const asked = askedWordsOf(query.text);
  const signs = signsOfFirst(base, query, ranked, asked.han.length + asked.stems.length, sentences.get(shown[0]?.chunkId ?? 0) ?? []);
  const confidence = signs ? answerProbability(signs) : null;
  const hits = shown.map((hit, at): KnowledgeHit => {
    const article = base.articles.get(hit.articleId);
    return {
      articleId: hit.articleId,
      title: article?.title ?? "",
      passage: bestPassage(sentences.get(hit.chunkId) ?? [], asked),
      score: hit.score,
      language: article?.language ?? "",
      ...(at === 0 && confidence !== null ? { confidence } : {}),
    };
  });
  return { hits, signs };
}

/** Best articles first. `score` orders; it is no probability. */
export async function search(db: D1Database, base: KnowledgeBase, query: SearchQuery): Promise<SearchResult> {
  if (normaliseForSearch(query.text).trim() === "") return { hits: [], signs: null, partial: false };
  const stems = tokensOf(query.text).flatMap((token) => (token.kind === "stem" ? [token.text] : []));
  const also = [...otherWords(query.text, base.synonyms), ...corrections(stems, base.vocabulary)];
  const expressions = fullTextQuery(base.tenant, query.text, { frequencies: base.frequencies, also, alone: base.alone });
  const dense = query.vector ? nearest(base.vectors, query.vector, VECTOR_CANDIDATES).map((hit) => ({ id: hit.chunkId, score: hit.score })) : [];
  const { words, concepts, texts } = await askDatabase(db, base, expressions, dense);
  const ranked = candidates(base, query, [words, concepts, dense]).sort((a, b) => b.score - a.score);
  return { ...(await withPassages(db, base, query, { ranked, texts })), partial: query.vector === null };
}
