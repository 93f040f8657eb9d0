/** While the customer still types: what the first words are about and which articles may answer. Kept in memory only. */
import type { Address, Anticipation } from "../../protocol/ports.ts";
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

export async function anticipate(services: Services, address: Address, _conversationId: string | null, draft: string): Promise<Anticipation | null> {
  const words = normaliseForSearch(draft).trim();
  if (!saysEnough(words)) return null;
  const thinkers = await thinkersOf(services, address.tenant);
  const understanding = await thinkers.understand(words, []);
  const found = await thinkers.find(words, understanding);
  const intents = understanding.intents.map((intent) => intent.name);
  return { words, intents, articleIds: found.hits.slice(0, MOST_ARTICLES).map((hit) => hit.articleId), at: services.now() };
}
