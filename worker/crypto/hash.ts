/** Hashes and HMACs on WebCrypto alone: the same code runs in workerd, in Node and in tests. Text is taken as UTF-8. */
import { type Bytes, base64, base64Url, concatBytes, hex, unhex, utf8 } from "./bytes.ts";

type HashName = "SHA-1" | "SHA-256";

export async function digest(hash: HashName, ...pieces: readonly (string | Uint8Array)[]): Promise<Bytes> {
  const data = pieces.length === 1 && pieces[0] !== undefined ? utf8(pieces[0]) : concatBytes(...pieces.map(utf8));
  return new Uint8Array(await crypto.subtle.digest(hash, data));
}

export const sha1Hex = async (...pieces: readonly (string | Uint8Array)[]): Promise<string> => hex(await digest("SHA-1", ...pieces));
export const sha256Hex = async (...pieces: readonly (string | Uint8Array)[]): Promise<string> => hex(await digest("SHA-256", ...pieces));

/** Most derived keys an isolate remembers; the oldest goes first. */
const MAX_REMEMBERED = 500;

/**
 * Remembers what was derived from a key: reading an Ed25519 key costs as much as a signature. Only finished values are kept,
 * because workerd does not let one request wait for the promise of another.
 */
export function remembered<T>(derive: (from: string) => Promise<T>): (from: string) => Promise<T> {
  const known = new Map<string, T>();
  return async (from) => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const derived = await derive(from);
    const oldest = known.keys().next();
    if (known.size >= MAX_REMEMBERED && !oldest.done) known.delete(oldest.value);
    known.set(from, derived);
    return derived;
  };
}

/** Reading a key costs as much as using it. The name is the hash and the key in hex. */
const hmacKey = remembered((name) => {
  const [hash = "", key = ""] = name.split(":");
  return crypto.subtle.importKey("raw", unhex(key) ?? new Uint8Array(0), { name: "HMAC", hash }, false, ["sign"]);
});

/** HMAC of a message. An empty key is refused by WebCrypto; channel configurations never allow one. */
export async function hmac(hash: HashName, key: string | Uint8Array, message: string | Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", await hmacKey(`${hash}:${hex(utf8(key))}`), utf8(message)));
}

export const hmacSha256Hex = async (key: string | Uint8Array, message: string | Uint8Array): Promise<string> => hex(await hmac("SHA-256", key, message));
export const hmacSha256Base64 = async (key: string | Uint8Array, message: string | Uint8Array): Promise<string> => base64(await hmac("SHA-256", key, message));
export const hmacSha1Base64 = async (key: string | Uint8Array, message: string | Uint8Array): Promise<string> => base64(await hmac("SHA-1", key, message));
export const hmacSha256Base64Url = async (key: string | Uint8Array, message: string | Uint8Array): Promise<string> =>
  base64Url(await hmac("SHA-256", key, message));
