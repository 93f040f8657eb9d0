/** `X-ZEvent-Signature: mac=` and the hex SHA-256 (no HMAC) of app id, raw body, the body's own timestamp and the account's secret key. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { sha256Hex } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { isFresh } from "../signatures.ts";
import type { ZaloConfig } from "./index.ts";

/** Zalo repeats a delivery for 12 hours with its first timestamp; beyond that nothing it sends is true any more. */
const REPLAY_WINDOW_MS = 13 * 3_600_000;

export async function verifyZalo(request: RawRequest, config: ZaloConfig, now: number): Promise<Verified> {
  const payload = textOfBytes(request.body);
  if (payload === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  const timestamp = asText(asRecord(parseExactJson(payload))?.timestamp) ?? "";
  const wanted = `mac=${await sha256Hex(config.appId, request.body, timestamp, config.oaSecretKey)}`;
  if (!sameText((request.headers.get("x-zevent-signature") ?? "").toLowerCase(), wanted))
    return { ok: false, status: 401, why: "the signature does not match" };
  if (!/^\d{1,16}$/.test(timestamp) || !isFresh(Number(timestamp), now, REPLAY_WINDOW_MS))
    return { ok: false, status: 401, why: "the signed time is too far away" };
  return { ok: true, payload, secure: true };
}
