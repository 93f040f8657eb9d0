/** Time-based one-time passwords (RFC 6238 over RFC 4226, SHA-1, 6 digits, 30 s: what every authenticator app takes). Pure. */
import type { Bytes } from "../crypto/bytes.ts";
import { sameText } from "../crypto/bytes.ts";
import { hmac } from "../crypto/hash.ts";

export const SECRET_BYTES = 20;
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps by which a phone's clock may differ. */
const DRIFT_STEPS = 1;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 base32 without padding. */
export function base32(bytes: Uint8Array): string {
  let [text, held, bits] = ["", 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31] ?? "";
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (ALPHABET[(held << (5 - bits)) & 31] ?? "") : text;
}

export async function codeAt(secret: Bytes, step: number): Promise<string> {
  const counter = new Uint8Array(8);
  new DataView(counter.buffer).setBigUint64(0, BigInt(step));
  const mac = await hmac("SHA-1", secret, counter);
  const offset = (mac[mac.length - 1] ?? 0) & 15;
  const value = new DataView(mac.buffer, mac.byteOffset).getUint32(offset) & 0x7f_ff_ff_ff;
  return String(value % 10 ** DIGITS).padStart(DIGITS, "0");
}

export const stepOf = (now: number): number => Math.floor(now / STEP_MS);

/** The time step whose code it is, later than `usedStep`; null = wrong or used. Every candidate is compared, so that time tells nothing. */
export async function stepOfCode(secret: Bytes, code: string, now: number, usedStep: number): Promise<number | null> {
  let found: number | null = null;
  for (let drift = -DRIFT_STEPS; drift <= DRIFT_STEPS; drift++) {
    const step = stepOf(now) + drift;
    if (sameText(await codeAt(secret, step), code) && step > usedStep) found = step;
  }
  return found;
}

/** What an authenticator app reads from a QR code. */
export function otpauthUri(secret: Bytes, account: string, issuer: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`;
}
