/** Which concepts of the thesaurus a text speaks of. Concepts are indexed beside words, so that "喀什" finds "remote areas". */
import { normaliseForSearch } from "../text/normalise.ts";
import { stemOf, stemSequence } from "../text/segment.ts";
import { CONCEPT_LINES } from "./concepts.ts";

/** Longest English entry, in words. */
const MAX_ENTRY_WORDS = 5;
const HAN_START = /^\p{Script=Han}|^[0-9a-z]*\p{Script=Han}/u;

export interface Thesaurus {
  /** Han entries by their first character. */
  han: ReadonlyMap<string, readonly { word: string; concepts: readonly string[] }[]>;
  /** English entries by their stems joined with a space. */
  latin: ReadonlyMap<string, readonly string[]>;
  /** The same the other way round: what a concept is told by. */
  entries: ReadonlyMap<string, Entries>;
}

interface Entries {
  han: readonly string[];
  latin: readonly string[];
}

/** One group of words that mean the same; `token` is what the index holds. */
export interface ConceptGroup {
  token: string;
  words: readonly string[];
}

function parseLine(line: string, index: number): ConceptGroup {
  const [, entries = ""] = line.split(" = ");
  const [chinese = "", english = ""] = entries.split(" | ");
  return { token: `k${index}`, words: [...chinese.split(" "), ...english.split(", ")].filter((word) => word !== "") };
}

/** Builds the look-up tables; a tenant's own synonyms are more groups. */
export function buildThesaurus(groups: readonly ConceptGroup[]): Thesaurus {
  const han = new Map<string, Map<string, string[]>>();
  const latin = new Map<string, string[]>();
  for (const group of groups) {
    for (const raw of group.words) {
      const word = normaliseForSearch(raw);
      if (HAN_START.test(word)) {
        const first = word[0] ?? "";
        const bucket = han.get(first) ?? new Map<string, string[]>();
        bucket.set(word, [...(bucket.get(word) ?? []), group.token]);
        han.set(first, bucket);
      } else {
        const key = word
          .split(/[^a-z0-9]+/)
          .filter(Boolean)
          .map(stemOf)
          .join(" ");
        latin.set(key, [...(latin.get(key) ?? []), group.token]);
      }
    }
  }
  const buckets = [...han].map(([first, words]) => [first, [...words].map(([word, concepts]) => ({ word, concepts }))] as const);
  return {
    han: new Map(buckets),
    latin,
    entries: entriesOf(
      [...han.values()].flatMap((words) => [...words]),
      [...latin],
    ),
  };
}

type Entry = readonly [word: string, concepts: readonly string[]];

function entriesOf(han: readonly Entry[], latin: readonly Entry[]): Map<string, Entries> {
  const byConcept = (entries: readonly Entry[]): Map<string, string[]> => {
    const words = new Map<string, string[]>();
    for (const [word, concepts] of entries) for (const concept of concepts) words.set(concept, [...(words.get(concept) ?? []), word]);
    return words;
  };
  const [inHan, inLatin] = [byConcept(han), byConcept(latin.filter(([key]) => key.split(" ").length <= MAX_ENTRY_WORDS))];
  const all = new Set([...inHan.keys(), ...inLatin.keys()]);
  return new Map([...all].map((concept) => [concept, { han: inHan.get(concept) ?? [], latin: inLatin.get(concept) ?? [] }]));
}

const BUILT_IN_THESAURUS: Thesaurus = buildThesaurus(CONCEPT_LINES.map(parseLine));

/** Concept tokens of a text, once per entry that matched. */
export function conceptsOf(text: string, thesaurus: Thesaurus = BUILT_IN_THESAURUS): string[] {
  const normalised = normaliseForSearch(text);
  const found: string[] = [];
  const seen = new Set<string>();
  for (let at = 0; at < normalised.length; at++) {
    for (const entry of thesaurus.han.get(normalised[at] ?? "") ?? []) {
      if (seen.has(entry.word) || !normalised.startsWith(entry.word, at)) continue;
      seen.add(entry.word);
      found.push(...entry.concepts);
    }
  }
  const stems = stemSequence(normalised);
  for (let start = 0; start < stems.length; start++) {
    for (let length = 1; length <= MAX_ENTRY_WORDS && start + length <= stems.length; length++) {
      const concepts = thesaurus.latin.get(stems.slice(start, start + length).join(" "));
      if (concepts) found.push(...concepts);
    }
  }
  return found;
}

/** How many of these concepts a text speaks of: less work than finding all of its concepts. `normalised` as for search. */
export function countSpoken(concepts: Iterable<string>, normalised: string, { entries }: Thesaurus = BUILT_IN_THESAURUS): number {
  const stems = ` ${stemSequence(normalised).join(" ")} `;
  let spoken = 0;
  for (const concept of concepts) {
    const of = entries.get(concept);
    if (of?.han.some((word) => normalised.includes(word)) || of?.latin.some((words) => stems.includes(` ${words} `))) spoken += 1;
  }
  return spoken;
}
