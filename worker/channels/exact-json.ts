/**
 * JSON whose large whole numbers keep every digit. Platform ids (WeChat MsgId, Viber message_token, Weibo ids) exceed 2^53:
 * `JSON.parse` rounds them, and two messages would share one id.
 */

/** Deepest nesting that is read; deeper text is refused before `JSON.parse` could exhaust the stack. */
const MAX_DEPTH = 64;
/** 15 digits are always exact in a double. */
const EXACT_DIGITS = 15;

/** The value of a JSON text, with whole numbers of 16 or more digits as strings; undefined when the text is no JSON. */
export function parseExactJson(text: string): unknown {
  const quoted = quoteLongNumbers(text);
  if (quoted === null) return undefined;
  try {
    return JSON.parse(quoted) as unknown;
  } catch {
    return undefined;
  }
}

/** One pass over the text outside strings: long whole numbers get quotes, depth is counted. Null when nested too deep. */
function quoteLongNumbers(text: string): string | null {
  let depth = 0;
  let copied = 0;
  let out = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x22) i = endOfString(text, i);
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > MAX_DEPTH) return null;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
    else if (isNumberStart(unit)) {
      const end = endOfNumber(text, i);
      const number = text.slice(i, end);
      if (number.length > EXACT_DIGITS && /^-?\d{16,}$/.test(number)) {
        out += `${text.slice(copied, i)}"${number}"`;
        copied = end;
      }
      i = end - 1;
    }
  }
  return copied === 0 ? text : out + text.slice(copied);
}

const isNumberStart = (unit: number): boolean => unit === 0x2d || (unit >= 0x30 && unit <= 0x39);

/** Index of the closing quote (or the end of a text that lacks one). */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x5c) i++;
    else if (unit === 0x22) return i;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let i = start + 1;
  // digits, sign, point, e, E
  while (i < text.length && /[\d+\-.eE]/.test(text.charAt(i))) i++;
  return i;
}

/** An object of unknown fields, or null: the one narrowing every parser begins with. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

/** A non-empty text, or a number as its text (ids come as either); undefined otherwise. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

/** A finite number, or a text that is one; undefined otherwise. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The last moment a Date can hold; beyond it a provider's time is nonsense. */
const LAST_MOMENT = 8.64e15;

/** A provider's time as epoch ms, or `fallback` where it is none. */
export function epochMs(value: unknown, unit: "s" | "ms", fallback: number): number {
  const number = asNumber(value);
  const at = number === undefined ? Number.NaN : Math.round(unit === "s" ? number * 1000 : number);
  return at >= 0 && at <= LAST_MOMENT ? at : fallback;
}
