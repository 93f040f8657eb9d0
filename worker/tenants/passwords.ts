/** Passwords: PBKDF2-HMAC-SHA-256 (RFC 8018) as `pbkdf2-sha256$rounds$salt$hash`. The platform refuses more than 100 000 rounds. */
import type { Chance } from "../../protocol/ids.ts";
import { base64Url, sameText, unbase64 } from "../crypto/bytes.ts";

export const ROUNDS = 100_000;
export const LEAST_PASSWORD_CHARS = 10;
const SALT_BYTES = 16;
const HASH_BITS = 256;
/** A hash of no password: an unknown address costs as much time as a known one. */
const NOBODY = `pbkdf2-sha256$${ROUNDS}$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;

export async function hashPassword(password: string, chance: Chance): Promise<string> {
  const salt = chance(new Uint8Array(SALT_BYTES));
  return ["pbkdf2-sha256", ROUNDS, base64Url(salt), await derive(password, salt, ROUNDS)].join("$");
}

/** `stored` null = there is no such person; takes the same time and is false. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, rounds, salt, hash] = (stored ?? NOBODY).split("$");
  const saltBytes = unbase64(salt ?? "");
  if (scheme !== "pbkdf2-sha256" || !saltBytes || !hash) return false;
  const right = sameText(await derive(password, saltBytes, Number(rounds)), hash);
  return right && stored !== null;
}

async function derive(password: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(password.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, HASH_BITS);
  return base64Url(new Uint8Array(bits));
}
