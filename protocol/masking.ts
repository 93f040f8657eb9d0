/**
 * Numbers that a tenant does not want to keep, made unreadable before they are stored: phones, identity cards (GB 11643), bank cards
 * (ISO/IEC 7812). Pure; worker and objects mask with the same rules. The last four digits stay, so that people can still tell them apart.
 */
import type { Part } from "./message.ts";

export const MASKED_KINDS = ["phone", "id_card", "bank_card"] as const;
export type MaskedKind = (typeof MASKED_KINDS)[number];

const KEPT_DIGITS = 4;

/** Lengths stay the same: what is found here is replaced there. Full-width digits and signs are read as plain ones. */
const plain = (text: string): string =>
  text.replace(/[\uff0b\uff0d\uff10-\uff19\uff38\uff58\u2010-\u2015\u00a0\u3000]/g, (sign) => {
    const code = sign.charCodeAt(0);
    if (code >= 0xff00) return String.fromCharCode(code - 0xfee0);
    return code === 0xa0 || code === 0x3000 ? " " : "-";
  });

const ID_CARD = /(?<![\dA-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g;
const CARD = /(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])/g;
/** UnionPay, Visa, Mastercard, American Express, JCB, Discover */
const CARD_PREFIX = /^(?:62|4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01])|3[47]|35|60|65)/;
const PHONES = [
  /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g,
  /\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)/g,
  /(?<!\d)0\d{2,3}-\d{7,8}(?!\d)/g,
  /(?<!\d)\(?[2-9]\d{2}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)/g,
];
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = "10X98765432";

const isIdCard = (text: string): boolean =>
  ID_CHECKS[ID_WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(text[at]), 0) % 11] === text[17]?.toUpperCase();

function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  if (!CARD_PREFIX.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

const FINDERS: Readonly<Record<MaskedKind, (text: string) => RegExpMatchArray[]>> = {
  id_card: (text) => [...text.matchAll(ID_CARD)].filter(([found]) => isIdCard(found)),
  bank_card: (text) => [...text.matchAll(CARD)].filter(([found]) => isCard(found)),
  phone: (text) => PHONES.flatMap((pattern) => [...text.matchAll(pattern)]),
};

/** Every digit of a find but its last four becomes `*`; what stands between them stays. */
export function maskText(text: string, kinds: readonly MaskedKind[]): string {
  if (kinds.length === 0) return text;
  const read = plain(text);
  const signs = text.split("");
  for (const kind of kinds)
    for (const found of FINDERS[kind](read)) {
      const places = Array.from(found[0], (_, at) => (found.index ?? 0) + at).filter((at) => /[\dXx]/.test(read[at] ?? ""));
      for (const at of places.slice(0, -KEPT_DIGITS)) signs[at] = "*";
    }
  const masked = signs.join("");
  // What stood right beside a number may be readable as one now.
  return masked === text ? text : maskText(masked, kinds);
}

/** All words of a message, older ones and captions as well; files, places and products stay as they are. */
export const maskParts = (parts: readonly Part[], kinds: readonly MaskedKind[]): Part[] =>
  kinds.length === 0 ? [...parts] : parts.map((part) => maskPart(part, kinds));

function maskPart(part: Part, kinds: readonly MaskedKind[]): Part {
  switch (part.type) {
    case "text":
      return { ...part, text: maskText(part.text, kinds), ...(part.quoted === undefined ? {} : { quoted: maskText(part.quoted, kinds) }) };
    case "media":
      return part.caption === undefined ? part : { ...part, caption: maskText(part.caption, kinds) };
    case "location":
    case "action":
    case "unsupported":
      return part;
    default:
      return part satisfies never;
  }
}
