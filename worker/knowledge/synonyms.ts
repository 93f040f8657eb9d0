/** A tenant's own synonyms: a question that holds one word of a group is also asked with the others. Pure. */
import { tokensOf } from "../text/segment.ts";
import { buildThesaurus, conceptsOf, type Thesaurus } from "./concept-match.ts";

export interface Synonyms {
  thesaurus: Thesaurus;
  /** group token → index tokens of all its words */
  tokens: ReadonlyMap<string, readonly string[]>;
}

export function buildSynonyms(groups: readonly (readonly string[])[]): Synonyms {
  const named = groups.map((words, at) => ({ token: `s${at}`, words }));
  return {
    thesaurus: buildThesaurus(named),
    tokens: new Map(
      named.map(({ token, words }) => [
        token,
        words.flatMap((word) =>
          tokensOf(word)
            .filter((part) => part.kind !== "char")
            .map((part) => part.text),
        ),
      ]),
    ),
  };
}

/** Index tokens that mean what the text says in other words. */
export const otherWords = (text: string, synonyms: Synonyms): string[] => [
  ...new Set(conceptsOf(text, synonyms.thesaurus).flatMap((token) => synonyms.tokens.get(token) ?? [])),
];
