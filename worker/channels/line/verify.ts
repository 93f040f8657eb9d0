/** `x-line-signature`: HMAC-SHA256 of the raw body under the channel secret. No time is signed. The console's "Verify" posts no events. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { hmacSha256Base64 } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import type { LineConfig } from "./index.ts";

export async function verifyLine(request: RawRequest, config: LineConfig): Promise<Verified> {
  const wanted = await hmacSha256Base64(config.channelSecret, request.body);
  if (!sameText(request.headers.get("x-line-signature") ?? "", wanted)) return { ok: false, status: 401, why: "the signature does not match" };
  const payload = textOfBytes(request.body);
  return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
}
