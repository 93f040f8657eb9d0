/**
 * QQ signs time + body with Ed25519; the key comes from the bot's secret, so both sides hold it.
 *
 * The trap: the address check (op 13) asks us to sign event_ts + plain_token, words a stranger chooses, with the very key and
 * form that authenticate events. Whoever may ask for anything gets a valid signature for a forged event. Only tokens that can
 * never be an event's body (no brace, no quote) are signed.
 */

import { type Bytes, concatBytes, hex, textOfBytes, unhex, utf8 } from "../../crypto/bytes.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asNumber, asRecord, asText, parseExactJson } from "../exact-json.ts";
import { ed25519FromSeed, ed25519PublicKeyOf, ed25519Verify, isFresh } from "../signatures.ts";
import type { QqConfig } from "./index.ts";

const SEED_BYTES = 32;
const ADDRESS_CHECK = 13;
/** Our own choice; the platform states none. */
const REPLAY_WINDOW_MS = 5 * 60_000;
/** An address check is short; longer bodies are not even read for it. */
const MAX_CHECK_BYTES = 1000;
const PLAIN_TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const EVENT_TS = /^\d{1,16}$/;
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

/** The secret, doubled until it is long enough, then cut. */
function seedOf(secret: string): Bytes {
  let seed = utf8(secret);
  while (seed.length < SEED_BYTES) seed = concatBytes(seed, seed);
  return seed.slice(0, SEED_BYTES);
}

export async function answerQqCheck(request: RawRequest, config: QqConfig): Promise<HttpAnswer | null> {
  if (request.method !== "POST" || request.body.length > MAX_CHECK_BYTES) return null;
  const body = asRecord(parseExactJson(textOfBytes(request.body) ?? ""));
  if (asNumber(body?.op) !== ADDRESS_CHECK) return null;
  const data = asRecord(body?.d);
  const plainToken = asText(data?.plain_token) ?? "";
  const eventTs = asText(data?.event_ts) ?? "";
  const isOurs = request.headers.get("x-bot-appid") === config.appId;
  if (!config.verifying || !isOurs || !PLAIN_TOKEN.test(plainToken) || !EVENT_TS.test(eventTs)) {
    return { status: 403, headers: JSON_HEADERS, body: "{}" };
  }
  const { sign } = await ed25519FromSeed(seedOf(config.botSecret));
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ plain_token: plainToken, signature: await sign(eventTs + plainToken) }) };
}

const refused = (why: string, status: 400 | 401 = 401): Verified => ({ ok: false, status, why });

export async function verifyQq(request: RawRequest, config: QqConfig, now: number): Promise<Verified> {
  const signature = request.headers.get("x-signature-ed25519") ?? "";
  const timestamp = request.headers.get("x-signature-timestamp") ?? "";
  const body = textOfBytes(request.body);
  if (body === null) return refused("the body is not UTF-8", 400);
  if (request.headers.get("x-bot-appid") !== config.appId) return refused("the event is for another bot");
  if (!isFresh(Number(timestamp || Number.NaN) * 1000, now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  // The documentation's own check of a well-formed signature.
  const last = unhex(signature)?.at(-1) ?? 0xff;
  if ((last & 0xe0) !== 0) return refused("the signature is malformed");
  const publicKeyHex = await ed25519PublicKeyOf(hex(seedOf(config.botSecret)));
  const isSigned = await ed25519Verify(publicKeyHex, signature, concatBytes(utf8(timestamp), request.body));
  return isSigned ? { ok: true, payload: body, secure: true } : refused("the signature does not match");
}
