/** Data in a message, found by shape and by the words beside it, in Chinese and English. `value` is the exact substring. Pure. */
import type { Slot } from "../../protocol/understanding.ts";
import { amountSlots, quantitySlots } from "./slot-amounts.ts";
import { dateSlots } from "./slot-dates.ts";
import { numberSlots } from "./slot-numbers.ts";
import { productSlots } from "./slot-products.ts";

const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;

/** Earlier kinds win where two would take the same characters. */
export function slotsOf(text: string): Slot[] {
  const plain = narrowed(text);
  const taken: Slot[] = [];
  const emails = Array.from(
    plain.matchAll(EMAIL),
    (match): Slot => ({ name: "email", value: match[0], start: match.index, end: match.index + match[0].length }),
  );
  for (const found of [...emails, ...dateSlots(plain), ...amountSlots(plain), ...numberSlots(plain), ...quantitySlots(plain), ...productSlots(plain)]) {
    if (taken.some((slot) => found.start < slot.end && slot.start < found.end)) continue;
    taken.push({ ...found, value: text.slice(found.start, found.end) });
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** Full-width letters, digits and the signs of numbers as ASCII, one for one, so that offsets are kept; sentence signs stay, rules tell by them. */
const narrowed = (text: string): string =>
  text
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a＃＠－．＋]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, " ");
