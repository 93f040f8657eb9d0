/** Where a message falls into clauses. Mirrors training/kefu_train/clauses.py. Pure. */

/** After a sign that ends a clause (not inside 1,000 or 2.5 or an address), or before a word that begins another want. */
const END =
  /(?<=[，。！？；!?;\n])(?![，。！？；!?;\n])|(?<=,)(?=\s)|(?<=\.)(?=\s)|(?=但是|另外|顺便|还有就是|还有，|再问|再就是|然后再|对了)|(?<=\s)(?=(?:but|also|and also|and can|and how|and what|and where|and when|and i|by the way|plus)\b)/gi;
const HAN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/g;
const LEAST_HAN = 3;
const LEAST_OTHER = 8;
const MOST_CLAUSES = 6;

/** How much is said: one Han character counts like this many others. */
function weightOf(text: string): number {
  const han = text.match(HAN)?.length ?? 0;
  const all = [...text.replace(/\s/g, "")].length;
  return han + ((all - han) * LEAST_HAN) / LEAST_OTHER;
}

/** Joined, they are the text again. What is too short to mean anything stays with its neighbour. */
export function clausesOf(text: string): string[] {
  const joined: string[] = [];
  for (const part of split(text)) {
    const last = joined.at(-1);
    if (last !== undefined && (weightOf(part) < LEAST_HAN || weightOf(last) < LEAST_HAN || joined.length === MOST_CLAUSES))
      joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined.length === 0 ? [text] : joined;
}

function split(text: string): string[] {
  const marks = [...new Set(Array.from(text.matchAll(END), (match) => match.index))].filter((at) => at > 0 && at < text.length).sort((a, b) => a - b);
  return [0, ...marks].map((from, number) => text.slice(from, marks[number] ?? text.length)).filter((part) => part !== "");
}
