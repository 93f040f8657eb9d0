/** The host vouches for a user's id by an HMAC over it. It has no end and covers nothing else: words and names are the sender's own. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { hmacSha256Hex } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { MAX_USER_ID } from "../visitor-frames.ts";
import type { WebConfig } from "./index.ts";

export async function verifyWeb(request: RawRequest, config: WebConfig): Promise<Verified> {
  const payload = textOfBytes(request.body);
  const user = asRecord(asRecord(parseExactJson(payload ?? ""))?.user);
  const id = asText(user?.id);
  if (payload === null || id === undefined || id.length > MAX_USER_ID) return { ok: false, status: 400, why: "no user.id in the body" };
  const given = (asText(user?.hash) ?? "").toLowerCase();
  for (const secret of [config.identitySecret, config.previousSecret]) {
    if (secret !== undefined && sameText(given, await hmacSha256Hex(secret, id))) return { ok: true, payload, secure: false };
  }
  return { ok: false, status: 401, why: "user.hash does not match" };
}
