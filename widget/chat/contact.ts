/** What passes for an e-mail address and for a phone number where a visitor gives one: enough to catch a slip, never more than the server takes. Pure. */

export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
export const isPhone = (text: string): boolean => /^\+?[\d\s().-]{6,24}$/.test(text);

/** A phone number as it can be called: without brackets and dots, full-width digits as plain ones. Null = that is no number. */
export function phoneFrom(text: string): string | null {
  const plain = text
    .normalize("NFKC")
    // "+44 (0)20": the zero is not called from abroad.
    .replace(/^(\s*\+[^(]*)\(0\)/, "$1")
    .replace(/[().\s]+/g, " ")
    .trim();
  return /^\+?\d[\d -]{4,23}\d$/.test(plain) ? plain : null;
}

/** Null = that is no address. */
export function emailFrom(text: string): string | null {
  const plain = text.normalize("NFKC").trim();
  return isEmail(plain) ? plain : null;
}
