/** While the customer still types: what the first words are about and which articles may answer. Kept in memory only. */
import type { Address, Anticipation } from "../../protocol/ports.ts";
import type { ContextTurn } from "../../protocol/understanding.ts";
import type { Services } from "../services.ts";
import { normaliseForSearch } from "../text/normalise.ts";
import { thinkersOf } from "./thinkers.ts";

/** Fewer say nothing yet: Han characters, or words of other scripts. */
const LEAST_WORDS = 3;
const MOST_ARTICLES = 5;

/** Three Chinese characters, or three whole words. */
export function saysEnough(words: string): boolean {
  const han = words.match(/\p{Script=Han}/gu)?.length ?? 0;
  const others = words.match(/[[\p{L}\p{N}]--\p{Script=Han}]+/gv)?.length ?? 0;
  return han >= LEAST_WORDS || others >= LEAST_WORDS;
}

/** Null = it says too little yet, or messages pour in: those who have sent go first. */
export async function anticipate(services: Services, address: Address, draft: string, context: readonly ContextTurn[]): Promise<Anticipation | null> {
  const words = draft.trim();
  if (!saysEnough(normaliseForSearch(words)) || services.busy.isFlooded(services.now())) return null;
  const thinkers = await thinkersOf(services, address.tenant);
  const understanding = await thinkers.understand(words, context);
  const { hits, complete } = await thinkers.find(words, understanding, context);
  return {
    words,
    intents: understanding.intents.map((intent) => intent.name),
    articleIds: hits.slice(0, MOST_ARTICLES).map((hit) => hit.articleId),
    ready: { context: [...context], understanding, hits, complete },
    at: services.now(),
  };
}
