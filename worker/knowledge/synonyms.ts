/** A tenant's own synonyms: a question that holds one word of a group is also asked with the others. */
import { tokensOf } from "../text/segment.ts";
import { buildThesaurus, conceptsOf, type Thesaurus } from "./concept-match.ts";
import { NEXT_VERSION } from "./ingest.ts";

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

export async function listSynonyms(db: D1Database, tenant: string): Promise<string[][]> {
  const { results } = await db.prepare("SELECT words FROM synonyms WHERE tenant = ?1 ORDER BY id").bind(tenant).all<{ words: string }>();
  return results.map((row) => JSON.parse(row.words) as string[]);
}

/** All of a tenant's groups at once; searched with from the next look at the version on. */
export async function setSynonyms(db: D1Database, tenant: string, groups: readonly (readonly string[])[]): Promise<void> {
  const rows = groups.map((words, at) =>
    db.prepare("INSERT INTO synonyms (tenant, id, words) VALUES (?1, ?2, ?3)").bind(tenant, String(at).padStart(6, "0"), JSON.stringify(words)),
  );
  await db.batch([db.prepare("DELETE FROM synonyms WHERE tenant = ?1").bind(tenant), ...rows, db.prepare(NEXT_VERSION).bind(tenant)]);
}
