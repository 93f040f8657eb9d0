/** How long a text is, and how much of it fits, in the unit a platform counts. */
import type { TextUnit } from "../channel.ts";

/** GSM 03.38 basic alphabet; the extension characters cost two septets. */
const GSM_BASIC = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/;
const GSM_EXTENSION = /^[\f^{}\\[~\]|€]$/;
const GSM_SINGLE = 160;
const GSM_CONCATENATED = 153;
const UCS2_SINGLE = 70;
const UCS2_CONCATENATED = 67;

/** UTF-8 bytes of one code point. */
function byteCost(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Septets of one character, or null when it forces the whole message into UCS-2. */
function septets(char: string): number | null {
  if (GSM_BASIC.test(char)) return 1;
  return GSM_EXTENSION.test(char) ? 2 : null;
}

const segments = (units: number, single: number, concatenated: number): number => (units <= single ? Math.min(units, 1) : Math.ceil(units / concatenated));

/** Counts a text piece by piece: `add` gives the length of everything so far with this character. */
function counter(unit: TextUnit): (char: string) => number {
  let length = 0;
  let gsm = 0;
  let isGsm = true;
  return (char) => {
    if (unit === "bytes") length += byteCost(char.codePointAt(0) ?? 0);
    else if (unit === "utf16") length += char.length;
    else if (unit === "chars") length += 1;
    else {
      length += char.length;
      const cost = septets(char);
      if (cost === null) isGsm = false;
      else gsm += cost;
      return isGsm ? segments(gsm, GSM_SINGLE, GSM_CONCATENATED) : segments(length, UCS2_SINGLE, UCS2_CONCATENATED);
    }
    return length;
  };
}

/** Length of a text: UTF-8 bytes, UTF-16 units, code points, or SMS segments (GSM-7 160/153, UCS-2 70/67). */
export function textLength(text: string, unit: TextUnit): number {
  if (unit === "utf16") return text.length;
  const add = counter(unit);
  let length = 0;
  for (const char of text) length = add(char);
  return length;
}

/** The index up to which the text fits into `max`, from `start`; always between two code points. */
export function longestFit(text: string, start: number, max: number, unit: TextUnit): number {
  const add = counter(unit);
  let end = start;
  while (end < text.length) {
    const char = String.fromCodePoint(text.codePointAt(end) ?? 0);
    if (add(char) > max) break;
    end += char.length;
  }
  return end;
}
