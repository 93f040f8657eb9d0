/**
 * Secrets at rest: AES-256-GCM envelopes `v1.<key id>.<iv>.<ciphertext>` (base64url). The purpose is authenticated with the
 * text, so that an envelope copied into another row does not open.
 *
 * SECRETS_KEY is one base64 key of 32 bytes, or several as `id:key,id:key`: the first seals, all of them open (rotation).
 */
import type { Chance } from "../../protocol/ids.ts";
import { base64Url, unbase64 } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";

const KEY_BYTES = 32;
const IV_BYTES = 12;
const KEY_ID_CHARS = 8;

export interface Keyring {
  seal(text: string, purpose: string, chance: Chance): Promise<string>;
  /** null = no known key opens it, or it was altered. */
  open(envelope: string, purpose: string): Promise<string | null>;
  /** False = sealed with an older key; seal it again when it is written next. */
  isCurrent(envelope: string): boolean;
}

interface NamedKey {
  id: string;
  key: CryptoKey;
}

async function readKey(entry: string): Promise<NamedKey> {
  const [first, second] = entry.includes(":") ? entry.split(":", 2) : [null, entry];
  const bytes = unbase64((second ?? "").trim());
  if (bytes?.length !== KEY_BYTES) throw new RangeError("SECRETS_KEY must hold base64 keys of 32 bytes");
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return { id: first?.trim() || (await sha256Hex(bytes)).slice(0, KEY_ID_CHARS), key };
}

/** Throws RangeError on a key that is none: a deployment without a key must not run. */
export async function keyringOf(secretsKey: string): Promise<Keyring> {
  const keys = await Promise.all(secretsKey.split(",").map(readKey));
  const [current] = keys;
  if (!current) throw new RangeError("SECRETS_KEY is empty");
  return {
    async seal(text, purpose, chance) {
      const iv = chance(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(algorithm(iv, purpose), current.key, new TextEncoder().encode(text));
      return ["v1", current.id, base64Url(iv), base64Url(new Uint8Array(sealed))].join(".");
    },
    async open(envelope, purpose) {
      const [version, id, iv, sealed] = envelope.split(".");
      const key = keys.find((candidate) => candidate.id === id);
      const [ivBytes, sealedBytes] = [unbase64(iv ?? ""), unbase64(sealed ?? "")];
      if (version !== "v1" || !key || !ivBytes || !sealedBytes) return null;
      try {
        return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(ivBytes, purpose), key.key, sealedBytes));
      } catch {
        return null;
      }
    },
    isCurrent: (envelope) => envelope.startsWith(`v1.${current.id}.`),
  };
}

const algorithm = (iv: Uint8Array<ArrayBuffer>, purpose: string) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(purpose) });
