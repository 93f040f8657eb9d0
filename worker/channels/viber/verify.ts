/** Hex HMAC-SHA256 of the raw body under the bot's token, in a header; some set-ups give it as `?sig=` instead. No time is signed. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { hmacSha256Hex } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import type { ViberConfig } from "./index.ts";

export async function verifyViber(request: RawRequest, config: ViberConfig): Promise<Verified> {
  const given = request.headers.get("x-viber-content-signature") ?? request.url.searchParams.get("sig") ?? "";
  if (!sameText(given.toLowerCase(), await hmacSha256Hex(config.authToken, request.body)))
    return { ok: false, status: 401, why: "the signature does not match" };
  const payload = textOfBytes(request.body);
  return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
}
