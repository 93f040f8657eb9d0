/** Passwords: PBKDF2-HMAC-SHA-256 (RFC 8018) as `pbkdf2-sha256$rounds$salt$hash`. The platform refuses more than 100 000 rounds. */
import type { Chance } from "../../protocol/ids.ts";
import { base64Url, sameText, unbase64 } from "../crypto/bytes.ts";

export const ROUNDS = 100_000;
const LEAST_PASSWORD_CHARS = 10;
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

/** Long enough, yet among the first that anybody tries. Lower case. */
const COMMON = /^(?:(?:password|passw0rd|qwertyuiop|asdfghjkl|iloveyou|welcome|admin|letmein|woaini|mima)[\d!@#.]*|(?:19|20)\d{8,}|(.{1,4})\1+|1q2w3e4r\w*)$/;
const MOST_SHARED = 5;

/** Why a new password is refused, or null: one that others guess at once, or one made of the person's own name. */
export function weaknessOf(password: string, about: readonly string[]): string | null {
  const plain = password.normalize("NFKC").toLowerCase();
  if (plain.length < LEAST_PASSWORD_CHARS) return `give at least ${LEAST_PASSWORD_CHARS} characters`;
  if (COMMON.test(plain) || isRun(plain)) return "this is one of the first that anybody tries";
  const names = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((name) => name.length >= MOST_SHARED);
  return names.some((name) => plain.includes(name)) ? "it holds the name or the address" : null;
}

/** 1234567890, abcdefghij, 0987654321 */
function isRun(text: string): boolean {
  const codes = Array.from(text, (char) => char.charCodeAt(0));
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  // After 9 comes 0, whichever way it goes.
  return new Set(steps.map((step) => (Math.abs(step) === 9 ? -Math.sign(step) : step))).size === 1;
}

interface Person {
  tenant: string;
  agentId: string;
}

export const passwordOf = async (db: D1Database, { tenant, agentId }: Person): Promise<string | null> =>
  (await db.prepare("SELECT password FROM agents WHERE tenant = ?1 AND id = ?2").bind(tenant, agentId).first<{ password: string }>())?.password ?? null;

export async function setPassword(db: D1Database, { tenant, agentId }: Person, password: string, now: number, chance: Chance): Promise<void> {
  const sql = "UPDATE agents SET password = ?3, password_changed_at = ?4 WHERE tenant = ?1 AND id = ?2";
  await db
    .prepare(sql)
    .bind(tenant, agentId, await hashPassword(password, chance), now)
    .run();
}
