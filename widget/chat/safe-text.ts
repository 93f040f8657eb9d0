/** Strangers' words made harmless: only http(s) addresses become links, everything else stays text. Pure. */

export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

/** Longer texts are shown folded. UTF-16 units. */
export const FOLDED_TEXT = 2_000;
/** More links than this in one text are left as words: a message may be 100 000 characters of addresses. */
const MOST_LINKS = 100;
/** Longer addresses are left as words. */
const LONGEST_LINK = 2_000;

/** An address without spaces, quotes, brackets, CJK punctuation or characters that change the reading direction. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`{}|\\^\u3000-\u303f\uff00-\uffef\u200e\u200f\u202a-\u202e\u2066-\u2069]+/giu;
/** What ends a sentence, not an address. */
const TAIL = new Set(".,;:!?)]}'\"…");

/** The address when it may be opened or shown: http(s), without a name and password in it. */
export function safeHref(given: string | undefined): string | null {
  if (given === undefined || given.length > LONGEST_LINK) return null;
  try {
    const url = new URL(given);
    return (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "" ? url.href : null;
  } catch {
    return null;
  }
}

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let links = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (links >= MOST_LINKS) break;
    if (match[0].length > LONGEST_LINK) continue;
    const address = withoutTail(match[0]);
    const href = safeHref(address);
    if (href === null) continue;
    if (match.index > from) pieces.push({ kind: "text", text: text.slice(from, match.index) });
    pieces.push({ kind: "link", text: address, href });
    from = match.index + address.length;
    links += 1;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

/** A closing bracket belongs to the address when its opening one does, as in encyclopaedias. */
function withoutTail(address: string): string {
  let end = address.length;
  while (TAIL.has(address[end - 1] ?? "")) end -= 1;
  const cut = address.slice(0, end);
  return address[cut.length] === ")" && cut.includes("(") && !cut.includes(")") ? `${cut})` : cut;
}

/** The first part of a long text, never half a character. */
export function folded(text: string): string {
  if (text.length <= FOLDED_TEXT) return text;
  const last = text.charCodeAt(FOLDED_TEXT - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return `${text.slice(0, isHalf ? FOLDED_TEXT - 1 : FOLDED_TEXT)}…`;
}
