/** WXBizMsgCrypt the platform's way, on node:crypto and apart from our own code, so that the fakes do not share its mistakes. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

export const wxSignature = (...parts: string[]): string => createHash("sha1").update(parts.sort().join("")).digest("hex");

export function wxSeal(encodingAesKey: string, message: string, receiveId: string): string {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const words = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  const raw = Buffer.concat([randomBytes(16), length, words, Buffer.from(receiveId)]);
  const pad = 32 - (raw.length % 32);
  const cipher = createCipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([raw, Buffer.alloc(pad, pad)])), cipher.final()]).toString("base64");
}

export function wxOpen(encodingAesKey: string, sealed: string): { message: string; receiveId: string } {
  const key = Buffer.from(`${encodingAesKey}=`, "base64");
  const decipher = createDecipheriv("aes-256-cbc", key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(Buffer.from(sealed, "base64")), decipher.final()]);
  const body = padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
  const length = body.readUInt32BE(16);
  return { message: body.subarray(20, 20 + length).toString(), receiveId: body.subarray(20 + length).toString() };
}

/** Query of a POST in safe mode. */
export function safeQuery(token: string, sealed: string, atS: number, nonce = "42"): string {
  const timestamp = String(atS);
  const signature = wxSignature(token, timestamp, nonce);
  return `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&encrypt_type=aes&msg_signature=${wxSignature(token, timestamp, nonce, sealed)}`;
}

export const plainQuery = (token: string, atS: number, nonce = "42"): string =>
  `signature=${wxSignature(token, String(atS), nonce)}&timestamp=${atS}&nonce=${nonce}`;
