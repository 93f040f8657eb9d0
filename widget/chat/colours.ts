/** The tenant's colour, as far as it can be read on: white or black words on it, and it for words only where it stands out. Pure. */

/** WCAG 2.2, 1.4.3: contrast of text. */
const READABLE = 4.5;
const PAPER = { light: "#ffffff", dark: "#14171c" } as const;
/** What the server says when nobody chose: our own colours stand then. */
const UNCHOSEN = "#1f6feb";

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** CSS custom properties; empty = the usual ones. */
export function coloursFrom(colour: string, theme: "light" | "dark"): Record<string, string> {
  if (!/^#[0-9a-f]{6}$/i.test(colour) || colour.toLowerCase() === UNCHOSEN) return {};
  const words = contrast(colour, "#ffffff") >= READABLE ? "#ffffff" : "#000000";
  const own = { "--own": colour, "--on-own": words };
  return contrast(colour, PAPER[theme]) >= READABLE ? { ...own, "--accent": colour, "--on-accent": words } : own;
}
