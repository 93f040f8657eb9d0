/**
 * The ciphers and signatures of platforms, on WebCrypto alone: the same code runs in workerd, in Node and in tests.
 *
 * Text given to these functions is taken as UTF-8. Nothing here throws on a stranger's input: a broken ciphertext is `null`, a
 * wrong signature is `false`.
 */
import { type Bytes, concatBytes, hex, unbase64, unhex, utf8 } from "../crypto/bytes.ts";
import { remembered } from "../crypto/hash.ts";

const AES_BLOCK = 16;
const ED25519_SIGNATURE_BYTES = 64;
/** PKCS#8 header of a raw Ed25519 seed (RFC 8410 §7). */
const ED25519_PKCS8_PREFIX = "302e020100300506032b657004220420";

/** True when a signed time (epoch ms) lies within `windowMs` of `now`, in the past or the future. NaN is stale. */
export const isFresh = (signedAt: number, now: number, windowMs: number): boolean => Math.abs(now - signedAt) <= windowMs;

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
