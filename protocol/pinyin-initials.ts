/**
 * Initials of Chinese words (退款进度 → tkjd), from the platform's own pinyin order: each boundary is the first common character of
 * its letter in that order. Letters and digits stay. Pure.
 */
const LETTERS = "abcdefghjklmnopqrstwxyz";
const FIRST = "阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨他穵夕丫帀";

const order = new Intl.Collator("zh-Hans-CN-u-co-pinyin");
const HAN = /\p{Script=Han}/u;

function initialOf(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character.toLowerCase();
  if (!HAN.test(character)) return "";
  const firsts = [...FIRST];
  const at = firsts.findLastIndex((first) => order.compare(first, character) <= 0);
  return LETTERS[at] ?? "";
}

export const initialsOf = (text: string): string => [...text].map(initialOf).join("");
