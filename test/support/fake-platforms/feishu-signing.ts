/** Feishu's sealing and signing on node:crypto, apart from our own code. */
import { createCipheriv, createHash, randomBytes } from "node:crypto";

export function larkSeal(encryptKey: string, plain: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", createHash("sha256").update(encryptKey).digest(), iv);
  return Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final()]).toString("base64");
}

export const larkSignature = (encryptKey: string, timestamp: string, nonce: string, body: string): string =>
  createHash("sha256")
    .update(timestamp + nonce + encryptKey)
    .update(body)
    .digest("hex");

export function larkHeaders(encryptKey: string, body: string, atS: number): Record<string, string> {
  const timestamp = String(atS);
  return {
    "content-type": "application/json",
    "x-lark-request-timestamp": timestamp,
    "x-lark-request-nonce": "nonce123",
    "x-lark-signature": larkSignature(encryptKey, timestamp, "nonce123", body),
  };
}
