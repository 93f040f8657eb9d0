/** One form of a text for search and matching: NFKC (full-width to ASCII), lower case, traditional to simplified, no invisible characters. */
import traditionalCharacters from "opencc-js/dict/TSCharacters";

/** "干 乾|…": traditional, then the simplified forms of which the first is the usual one. */
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  traditionalCharacters.split("|").flatMap((pair): [string, string][] => {
    const [from, to] = pair.split(" ");
    return from && to ? [[from, to]] : [];
  }),
);

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
/** Only characters that change are handed to a function: most texts have none. */
const TRADITIONAL = new RegExp(`[${[...SIMPLIFIED].flatMap(([from, to]) => (from === to ? [] : [from])).join("")}]`, "gu");

/** Traditional characters become simplified ones, one for one, so that offsets are kept. */
export function toSimplified(text: string): string {
  return text.replace(TRADITIONAL, (char) => SIMPLIFIED.get(char) ?? char);
}

/** For indexing and queries only: offsets are not those of the original. */
export function normaliseForSearch(text: string): string {
  return toSimplified(text.normalize("NFKC").toLowerCase().replace(INVISIBLE, ""));
}
