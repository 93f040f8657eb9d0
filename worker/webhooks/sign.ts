/** Standard Webhooks signatures (standardwebhooks.com, specification 1.0): HMAC-SHA256 over `id.timestamp.body`, one per valid secret. */
import { base64, unbase64 } from "../crypto/bytes.ts";
import { hmacSha256Base64 } from "../crypto/hash.ts";

const PREFIX = "whsec_";
/** The specification wants 24 to 64 bytes. */
const SECRET_BYTES = 32;

export const newSecret = (chance: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): string => PREFIX + base64(chance(new Uint8Array(SECRET_BYTES)));

/** Headers of one attempt; `at` = when it is made, epoch ms. While a secret is rotated both sign. Throws RangeError on a secret that is none. */
export async function signedHeaders(id: string, at: number, body: string, secrets: readonly string[]): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = await Promise.all(
    secrets.map(async (secret) => {
      const key = secret.startsWith(PREFIX) ? unbase64(secret.slice(PREFIX.length)) : null;
      if (!key || key.length === 0) throw new RangeError("A webhook secret is whsec_ and base64");
      return `v1,${await hmacSha256Base64(key, `${id}.${timestamp}.${body}`)}`;
    }),
  );
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
