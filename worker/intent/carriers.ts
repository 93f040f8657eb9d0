/** The courier a tracking number belongs to, by its shape and, where there is one, its check digit. Pure. */

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/^SF\d{12,13}$/i, "SF Express"],
  [/^YT\d{13}$/i, "YTO"],
  [/^(?:JD|JDV|JDX|JDA|JDK)[A-Z]?\d{10,13}$/i, "JD Logistics"],
  [/^ZTO?\d{12,13}$/i, "ZTO"],
  [/^STO\d{10,13}$/i, "STO"],
  [/^JT\d{13}$/i, "J&T"],
  [/^DPK\d{12}$/i, "Deppon"],
];

export function carrierOf(number: string): string | null {
  if (/^1Z[0-9A-Z]{16}$/i.test(number)) return hasUpsCheckDigit(number.toUpperCase()) ? "UPS" : null;
  if (/^[A-Z]{2}\d{9}[A-Z]{2}$/.test(number)) return hasS10CheckDigit(number) ? "Post (UPU S10)" : null;
  return SHAPES.find(([shape]) => shape.test(number))?.[1] ?? null;
}

/** UPU S10: weights 8 6 4 2 3 5 9 7, check = 11 − sum mod 11 (10 → 0, 11 → 5). */
function hasS10CheckDigit(number: string): boolean {
  const digits = [...number.slice(2, 10)].map(Number);
  const sum = digits.reduce((total, digit, index) => total + digit * ([8, 6, 4, 2, 3, 5, 9, 7][index] ?? 0), 0);
  const rest = 11 - (sum % 11);
  return Number(number[10]) === (rest === 10 ? 0 : rest === 11 ? 5 : rest);
}

/** UPS: letters count as (code − 3) mod 10; odd places once, even places twice. */
function hasUpsCheckDigit(number: string): boolean {
  const values = [...number.slice(2, 17)].map((char) => (/\d/.test(char) ? Number(char) : (char.charCodeAt(0) - 63) % 10));
  const sum = values.reduce((total, value, index) => total + value * (index % 2 === 0 ? 1 : 2), 0);
  return Number(number[17]) === (10 - (sum % 10)) % 10;
}
