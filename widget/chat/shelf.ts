/** Articles that were read lately, kept on the device for when the network is gone, and which of them the reader has judged. Read with distrust. Pure. */
import type { Article } from "./server.ts";

const MOST_ARTICLES = 5;
/** A longer one is not kept, UTF-16 units. */
const LONGEST_ARTICLE = 20_000;
const MOST_JUDGED = 100;

interface Shelved {
  id: string;
  article: Article;
}

function shelfFrom(kept: string | undefined): Shelved[] {
  try {
    const list: unknown = JSON.parse(kept ?? "[]");
    return Array.isArray(list) ? list.filter((one: Shelved | null) => typeof one?.id === "string" && typeof one.article?.html === "string") : [];
  } catch {
    return [];
  }
}

export const shelved = (kept: string | undefined, id: string): Article | null => shelfFrom(kept).find((one) => one.id === id)?.article ?? null;

/** The newest first; null = nothing is kept. */
export function withShelved(kept: string | undefined, id: string, article: Article): string | null {
  const others = shelfFrom(kept).filter((one) => one.id !== id);
  const fits = article.html.length <= LONGEST_ARTICLE ? [{ id, article }] : [];
  const shelf = [...fits, ...others].slice(0, MOST_ARTICLES);
  return shelf.length === 0 ? null : JSON.stringify(shelf);
}

/** Ids hold no blanks. */
export const isJudged = (kept: string | undefined, id: string): boolean => (kept ?? "").split(" ").includes(id);
export const withJudged = (kept: string | undefined, id: string): string => [id, ...(kept ?? "").split(" ")].slice(0, MOST_JUDGED).join(" ");
