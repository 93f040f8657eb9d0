/** Latin words that no article holds, as the word they were probably meant to be: one letter more, less, other, or two swapped. Pure. */

export interface Vocabulary {
  all: ReadonlySet<string>;
  byLength: ReadonlyMap<number, readonly string[]>;
}

/** Shorter words have too many neighbours. */
const LEAST_LETTERS = 5;
/** Words of a base beyond this are not corrected to. */
const MOST_WORDS = 60_000;
/** Corrections tried for one question. */
const MOST_CORRECTED = 4;
const LATIN = /^[a-z]+$/;

export function vocabularyOf(terms: readonly string[]): Vocabulary {
  const latin = terms.filter((term) => LATIN.test(term)).slice(0, MOST_WORDS);
  const long = latin.filter((term) => term.length >= LEAST_LETTERS - 1);
  return { all: new Set(latin), byLength: Map.groupBy(long, (term) => term.length) };
}

/** Optimal string alignment distance of exactly or less than one (Damerau 1964). */
export function withinOneEdit(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

/** Words of the base that the unknown ones among `stems` may have been meant to be. */
export function corrections(stems: readonly string[], { all, byLength }: Vocabulary): string[] {
  const unknown = stems.filter((stem) => stem.length >= LEAST_LETTERS && LATIN.test(stem) && !all.has(stem)).slice(0, MOST_CORRECTED);
  return unknown.flatMap((stem) =>
    [stem.length - 1, stem.length, stem.length + 1].flatMap((length) => (byLength.get(length) ?? []).filter((term) => withinOneEdit(stem, term))),
  );
}
