/**
 * Splits a text into pieces a platform takes: at a paragraph, else a line, else a sentence, else a word, else a grapheme;
 * never inside a surrogate pair, and never inside a web address that would fit into a piece of its own.
 */
import type { TextUnit } from "../channel.ts";
import { longestFit, textLength } from "./text-length.ts";

/** A nicer break is taken only when it fills this share of the limit: quotas count messages, so pieces must not be wasted. */
export const NICE_FILL = 0.5;
/** Used when the nice split would need more messages than the platform allows. */
export const TIGHT_FILL = 0.95;
/** A grapheme is looked for this far beyond the break, UTF-16 units (family emoji, combining marks). */
const GRAPHEME_REACH = 64;

const GRAPHEMES = new Intl.Segmenter("zh", { granularity: "grapheme" });
const ADDRESS = /https?:\/\/[^\s<>"'`，。！？、；：（）【】《》“”]+/gi;
/** From nice to bare; each pattern ends where the next piece begins. */
const BREAKS: readonly RegExp[] = [/\n[^\S\n]*\n\s*/g, /\n\s*/g, /(?:[。！？!?…]+[”’」』）】》"')\]]*\s*|[.;；]["')\]]*\s+)/g, /[，、,：:]\s*|\s+/g];

/** Pieces in order. Nothing but white space at the breaks is dropped; an empty or blank text gives itself. */
export function splitText(text: string, limit: { max: number; unit: TextUnit }, fill = NICE_FILL): string[] {
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    const end = longestFit(text, start, limit.max, limit.unit);
    const cut = end >= text.length ? text.length : bestCut(text, start, end, limit, fill);
    const piece = text.slice(start, cut);
    if (pieces.length === 0 && cut === text.length) return [piece];
    if (piece.trim() !== "") pieces.push(start === 0 ? piece.trimEnd() : piece.trim());
    start = cut;
  }
  return pieces.length > 0 ? pieces : [text.slice(0, longestFit(text, 0, limit.max, limit.unit))];
}

/** Where the piece that begins at `start` and may not pass `end` should stop. Always beyond `start`. */
function bestCut(text: string, start: number, end: number, limit: { max: number; unit: TextUnit }, fill: number): number {
  if (end <= start) return start + String.fromCodePoint(text.codePointAt(start) ?? 0).length; // one character is over the limit
  const addresses = addressesIn(text, start, end, limit);
  const inside = addresses.find((address) => address.from < end && address.to > end && address.from > start);
  const hardEnd = inside ? inside.from : end;
  const least = start + Math.floor((hardEnd - start) * fill);
  const window = text.slice(start, hardEnd);
  for (const pattern of BREAKS) {
    const cut = lastBreak(window, pattern, start, least, addresses);
    if (cut !== null) return cut;
  }
  return inside ? hardEnd : graphemeCut(text, start, hardEnd);
}

function lastBreak(window: string, pattern: RegExp, start: number, least: number, addresses: readonly { from: number; to: number }[]): number | null {
  let best: number | null = null;
  for (const match of window.matchAll(pattern)) {
    const cut = start + match.index + match[0].length;
    if (cut < least || cut <= start) continue;
    if (!addresses.some((address) => address.from < cut && cut < address.to)) best = cut;
  }
  return best;
}

/** Web addresses that touch the piece and would fit into one of their own. */
function addressesIn(text: string, start: number, end: number, limit: { max: number; unit: TextUnit }): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  const reach = text.slice(start, end + 2048);
  for (const match of reach.matchAll(ADDRESS)) {
    if (match.index > end - start) break;
    if (textLength(match[0], limit.unit) <= limit.max) found.push({ from: start + match.index, to: start + match.index + match[0].length });
  }
  return found;
}

function graphemeCut(text: string, start: number, end: number): number {
  const reach = text.slice(start, end + GRAPHEME_REACH);
  const grapheme = GRAPHEMES.segment(reach).containing(end - start);
  if (!grapheme || grapheme.index === 0) return end; // one grapheme longer than the limit: between code points, then
  return start + grapheme.index;
}
