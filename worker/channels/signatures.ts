/**
 * The cryptography of all channels, on WebCrypto alone: the same code runs in workerd, in Node and in tests.
 *
 * Text given to these functions is taken as UTF-8. Nothing here throws on a stranger's input: broken hex or base64 is
 * `null`, a broken ciphertext is `null`, a wrong signature is `false`.
 */

/** Bytes that own a plain ArrayBuffer: what WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;
type HashName = "SHA-1" | "SHA-256";

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const AES_BLOCK = 16;
const ED25519_SIGNATURE_BYTES = 64;
/** PKCS#8 header of a raw Ed25519 seed (RFC 8410 §7). */
const ED25519_PKCS8_PREFIX = "302e020100300506032b657004220420";

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

/** True when a signed time (epoch ms) lies within `windowMs` of `now`, in the past or the future. NaN is stale. */
export const isFresh = (signedAt: number, now: number, windowMs: number): boolean => Math.abs(now - signedAt) <= windowMs;

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
function remembered<T>(derive: (from: string) => Promise<T>): (from: string) => Promise<T> {
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

const aesKey = (key: Bytes) => crypto.subtle.importKey("raw", key, "AES-CBC", false, ["encrypt", "decrypt"]);
const isWholeBlocks = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.length % AES_BLOCK === 0;

/** AES-CBC with the usual PKCS#7 padding to 16 bytes (Feishu). Null when key, length or padding is wrong. */
export async function aesCbcDecrypt(key: Bytes, iv: Bytes, ciphertext: Bytes): Promise<Bytes | null> {
  if (!isWholeBlocks(ciphertext)) return null;
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, await aesKey(key), ciphertext));
  } catch {
    return null;
  }
}

/**
 * AES-CBC without any look at the padding. WeChat pads to 32 bytes, so that half of its messages end in a pad of 17 to 32,
 * on which WebCrypto's own decrypt throws. One more block is appended that decrypts to a full PKCS#7 block of 16.
 */
export async function aesCbcDecryptUnpadded(key: Bytes, iv: Bytes, ciphertext: Bytes): Promise<Bytes | null> {
  if (!isWholeBlocks(ciphertext)) return null;
  const imported = await aesKey(key);
  const lastBlock = ciphertext.subarray(ciphertext.length - AES_BLOCK);
  const tail = await crypto.subtle.encrypt({ name: "AES-CBC", iv: lastBlock }, imported, new Uint8Array(0));
  const whole = concatBytes(ciphertext, new Uint8Array(tail));
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-CBC", iv }, imported, whole));
}

/** AES-CBC of a text that is already padded to whole blocks: WebCrypto's extra block is cut off. */
export async function aesCbcEncryptPadded(key: Bytes, iv: Bytes, padded: Bytes): Promise<Bytes> {
  const sealed = await crypto.subtle.encrypt({ name: "AES-CBC", iv }, await aesKey(key), padded);
  return new Uint8Array(sealed).subarray(0, padded.length);
}

const ed25519PublicKey = remembered((publicKeyHex) => crypto.subtle.importKey("raw", unhex(publicKeyHex) ?? new Uint8Array(0), "Ed25519", false, ["verify"]));

/** The public key, as hex, of a 32-byte seed given as hex. */
export const ed25519PublicKeyOf = remembered(async (seedHex) => (await ed25519FromSeed(unhex(seedHex) ?? new Uint8Array(0))).publicKeyHex);

/** Ed25519, key and signature as hex (Discord, QQ). */
export async function ed25519Verify(publicKeyHex: string, signatureHex: string, message: string | Uint8Array): Promise<boolean> {
  const signature = unhex(signatureHex);
  if (signature?.length !== ED25519_SIGNATURE_BYTES) return false;
  try {
    return await crypto.subtle.verify("Ed25519", await ed25519PublicKey(publicKeyHex), signature, utf8(message));
  } catch {
    return false; // no key, or not a point of the curve
  }
}

/** The key pair of a 32-byte seed: the public key as hex, and a signer that gives hex. */
export async function ed25519FromSeed(seed: Bytes): Promise<{ publicKeyHex: string; sign(message: string | Uint8Array): Promise<string> }> {
  const pkcs8 = concatBytes(unhex(ED25519_PKCS8_PREFIX) ?? new Uint8Array(0), seed);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const jwk = (await crypto.subtle.exportKey("jwk", key)) as { x?: string };
  const publicKey = unbase64(jwk.x ?? "") ?? new Uint8Array(0);
  return {
    publicKeyHex: hex(publicKey),
    sign: async (message) => hex(new Uint8Array(await crypto.subtle.sign("Ed25519", key, utf8(message)))),
  };
}

/**
 * A short stable name for a text, for idempotency keys of platforms that send no message id. Not cryptographic and therefore
 * synchronous (parse is); put the sender beside it, so that nobody can collide with anybody else.
 * cyrb53-style mixing (public domain, bryc/code) in two lanes: 106 bits.
 */
export function fingerprint(text: string): string {
  return mix53(text, 0).toString(36).padStart(11, "0") + mix53(text, 0x9e3779b9).toString(36).padStart(11, "0");
}

function mix53(text: string, seed: number): number {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
