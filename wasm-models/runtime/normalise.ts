/** The form in which text reaches the model. Mirrors `normalise` of training/kefu_train/text.py; parity fixtures hold both to it. Pure. */
import traditionalCharacters from "opencc-js/dict/TSCharacters";

/** Traditional → the usual simplified form, character for character. The trainer has the same table as data/simplified.json. */
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  traditionalCharacters.split("|").flatMap((pair): [string, string][] => {
    const [from, to] = pair.split(" ");
    return from && to ? [[from, to]] : [];
  }),
);
const HAN = /\p{Script=Han}/gu;
const toSimplified = (text: string): string => text.replace(HAN, (char) => SIMPLIFIED.get(char) ?? char);

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|[\ufe00-\ufe0f]/gu;
const SPACE = /[\s\u0000-\u001f\u007f-\u009f]+/gu;
const REPEATED = /([^0-9])\1{2,}/gu;
const DIGITS = /[0-9]{4,}/g;
const SHORT_RUN = 4;
const LONG_RUN = 10;

/** NFKC, lower case, simplified, one space, at most two of the same, long digit runs masked by length class. Offsets are not kept. */
export function normaliseForModel(text: string): string {
  return toSimplified(text.toWellFormed().normalize("NFKC").toLowerCase())
    .replace(INVISIBLE, "")
    .replace(SPACE, " ")
    .trim()
    .replace(REPEATED, "$1$1")
    .replace(DIGITS, (run) => (run.length === SHORT_RUN ? "0000" : run.length < LONG_RUN ? "00000" : "0000000000"));
}

function isHan(point: number): boolean {
  return (
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0x20000 && point <= 0x3ffff)
  );
}

const PART_OF_WORD = /[\p{L}\p{N}]/u;

/** Words of a normalised text: runs of letters and digits; every Han character and every sign alone. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let run = "";
  for (const char of text) {
    const han = isHan(char.codePointAt(0) ?? 0);
    if (!han && PART_OF_WORD.test(char)) {
      run += char;
      continue;
    }
    if (run !== "") words.push(run);
    run = "";
    if (char !== " ") words.push(char);
  }
  if (run !== "") words.push(run);
  return words;
}
