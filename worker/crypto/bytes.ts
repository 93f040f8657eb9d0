/** Bytes as text and back: UTF-8, hex, base64. Broken text is `null`, never an exception; comparing takes no longer where it differs late. */

/** Bytes that own a plain ArrayBuffer: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/** UTF-8 bytes of a text; bytes pass through. */
export function utf8(data: string | Uint8Array): Bytes {
  if (typeof data === "string") return encoder.encode(data) as Bytes; // always its own ArrayBuffer
  if (data.buffer instanceof ArrayBuffer) return data as Bytes;
  const copy = new Uint8Array(data.length);
  copy.set(data);
  return copy;
}

/** The text of UTF-8 bytes, or null when they are not UTF-8: a platform's body that cannot be read is refused, not guessed. */
export function textOfBytes(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return null;
  }
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Bytes of a hex text, null when it is none. */
export function unhex(text: string): Bytes | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Bytes of a base64 or base64url text, with or without padding; null when it is neither. */
export function unbase64(text: string): Bytes | null {
  try {
    const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return null;
  }
}

export const base64Url = (bytes: Uint8Array): string => base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export function concatBytes(...pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** Compares without stopping at the first difference, so that the time taken tells nothing about where a guess fails. */
export function sameText(given: string, wanted: string): boolean {
  const a = encoder.encode(given);
  const b = encoder.encode(wanted);
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i % (b.length || 1)] ?? 0);
  return difference === 0;
}
