/**
 * Feishu's signature is a plain hash over time, nonce, Encrypt Key and the raw body. The vendor's SDK serialises the body again
 * before it hashes; we hash the bytes that came.
 */

import { sameText, textOfBytes, unbase64 } from "../../crypto/bytes.ts";
import { digest, sha1Hex, sha256Hex } from "../../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { aesCbcDecrypt, isFresh } from "../signatures.ts";
import type { FeishuConfig } from "./index.ts";

const REPLAY_WINDOW_MS = 5 * 60_000;
const IV_BYTES = 16;
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

const refused = (why: string, status: 400 | 401 = 401): Verified => ({ ok: false, status, why });

/** key = SHA-256 of the Encrypt Key, iv = the first block. Null when it cannot be opened. */
async function open(sealed: string, encryptKey: string): Promise<string | null> {
  const raw = unbase64(sealed);
  if (!raw || raw.length <= IV_BYTES) return null;
  const plain = await aesCbcDecrypt(await digest("SHA-256", encryptKey), raw.slice(0, IV_BYTES), raw.slice(IV_BYTES));
  return plain === null ? null : textOfBytes(plain);
}

/** The JSON of a body, opened where it is sealed. */
async function readBody(body: string, config: FeishuConfig): Promise<{ text: string; sealed: boolean } | null> {
  const sealed = asText(asRecord(parseExactJson(body))?.encrypt);
  if (sealed === undefined) return { text: body, sealed: false };
  const text = config.encryptKey === undefined ? null : await open(sealed, config.encryptKey);
  return text === null ? null : { text, sealed: true };
}

/** The URL check may come unsigned: it is believed for its verification token alone, and only gets its own challenge back. */
export async function answerFeishuCheck(request: RawRequest, config: FeishuConfig): Promise<HttpAnswer | null> {
  const body = request.method === "POST" ? textOfBytes(request.body) : null;
  // Events are longer and signed; only what may be a check is opened here.
  if (body === null || (!body.includes("url_verification") && !body.includes("encrypt"))) return null;
  const read = await readBody(body, config);
  const fields = asRecord(read && parseExactJson(read.text));
  if (fields?.type !== "url_verification") return null;
  const challenge = asText(fields.challenge);
  if (challenge === undefined || !sameText(asText(fields.token) ?? "", config.verificationToken)) {
    return { status: 401, headers: JSON_HEADERS, body: "{}" };
  }
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ challenge }) };
}

export async function verifyFeishu(request: RawRequest, config: FeishuConfig, now: number): Promise<Verified> {
  const body = textOfBytes(request.body);
  if (body === null) return refused("the body is not UTF-8", 400);
  return config.encryptKey === undefined ? verifyToken(body, config) : verifySigned(request, body, config, config.encryptKey, now);
}

/** Without an Encrypt Key nothing is signed; version 2 carries the token in its header, version 1 at the top. */
function verifyToken(body: string, config: FeishuConfig): Verified {
  const fields = asRecord(parseExactJson(body));
  if (!fields) return refused("the body is no JSON", 400);
  const token = asText(asRecord(fields.header)?.token) ?? asText(fields.token) ?? "";
  return sameText(token, config.verificationToken) ? { ok: true, payload: body, secure: false } : refused("the verification token does not match");
}

async function verifySigned(request: RawRequest, body: string, config: FeishuConfig, encryptKey: string, now: number): Promise<Verified> {
  const timestamp = request.headers.get("x-lark-request-timestamp") ?? "";
  const nonce = request.headers.get("x-lark-request-nonce") ?? "";
  const signature = request.headers.get("x-lark-signature") ?? "";
  if (!isFresh(Number(timestamp || Number.NaN) * 1000, now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  if (sameText(signature, await sha256Hex(timestamp + nonce + encryptKey, request.body))) {
    const read = await readBody(body, config);
    // Signed, but in the clear: a body that was never sealed is not one of the platform's.
    return read?.sealed ? { ok: true, payload: read.text, secure: true } : refused("the body is not sealed with this Encrypt Key");
  }
  // Callbacks of older cards are signed with the verification token and never sealed.
  const isOldCard = sameText(signature, await sha1Hex(timestamp + nonce + config.verificationToken, request.body));
  return isOldCard ? { ok: true, payload: body, secure: true } : refused("the signature does not match");
}
