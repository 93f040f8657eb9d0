/** QQ's Ed25519 on node:crypto, apart from our own code. */
import { createPrivateKey, sign } from "node:crypto";

function keyOf(secret: string) {
  let seed = Buffer.from(secret);
  while (seed.length < 32) seed = Buffer.concat([seed, seed]);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed.subarray(0, 32)]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

export const qqSign = (secret: string, timestamp: string, body: string): string => sign(null, Buffer.from(timestamp + body), keyOf(secret)).toString("hex");

export const qqHeaders = (appId: string, secret: string, body: string, atS: number): Record<string, string> => ({
  "content-type": "application/json",
  "user-agent": "QQBot-Callback",
  "x-bot-appid": appId,
  "x-signature-method": "Ed25519",
  "x-signature-timestamp": String(atS),
  "x-signature-ed25519": qqSign(secret, String(atS), body),
});
