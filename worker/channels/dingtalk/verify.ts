/**
 * Two schemes at one address. Robot messages sign only the time: whoever saw one pair of headers could forge messages for an
 * hour, hence the unguessable address and `secure: false`. Event subscription is WeChat's envelope with other field names.
 */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { digest, hmacSha256Base64 } from "../../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { isFresh } from "../signatures.ts";
import { openEnvelope, sealEnvelope, wechatQuery, wechatSignature, wechatSigned } from "../wechat-crypto.ts";
import type { DingtalkConfig } from "./index.ts";

/** open.dingtalk.com: a time more than an hour away is illegal. */
const REPLAY_WINDOW_MS = 60 * 60_000;
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };
const OK: HttpAnswer = { status: 200, headers: JSON_HEADERS, body: "{}" };

const refused = (why: string, status: 400 | 401 = 401): Verified => ({ ok: false, status, why });

/** The console knocks with an empty POST when the address is saved. */
export async function answerDingtalkProbe(request: RawRequest): Promise<HttpAnswer | null> {
  const isEmpty = request.method === "POST" && request.body.length <= 2 && !request.headers.has("sign");
  const body = isEmpty ? textOfBytes(request.body) : null;
  return body === "" || body === "{}" ? OK : null;
}

const signatureOf = (request: RawRequest): string => wechatQuery(request, "msg_signature") || wechatQuery(request, "signature");
const isEvent = (request: RawRequest): boolean => signatureOf(request) !== "";

export async function verifyDingtalk(request: RawRequest, config: DingtalkConfig, now: number): Promise<Verified> {
  const body = textOfBytes(request.body);
  if (body === null) return refused("the body is not UTF-8", 400);
  if (isEvent(request)) return verifyEvent(request, body, config, now);
  const timestamp = request.headers.get("timestamp") ?? "";
  if (!isFresh(Number(timestamp || Number.NaN), now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  const sign = await hmacSha256Base64(config.appSecret, `${timestamp}\n${config.appSecret}`);
  return sameText(request.headers.get("sign") ?? "", sign) ? { ok: true, payload: body, secure: false } : refused("the signature does not match");
}

async function verifyEvent(request: RawRequest, body: string, config: DingtalkConfig, now: number): Promise<Verified> {
  const sealed = asText(asRecord(parseExactJson(body))?.encrypt);
  if (config.eventToken === undefined || config.eventAesKey === undefined) return refused("this account has no event subscription");
  if (sealed === undefined) return refused("the event is not sealed", 400);
  const timestamp = wechatQuery(request, "timestamp");
  if (!isFresh(Number(timestamp || Number.NaN), now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  const isSigned = await wechatSigned(signatureOf(request), config.eventToken, timestamp, wechatQuery(request, "nonce"), sealed);
  if (!isSigned) return refused("the signature does not match");
  const envelope = await openEnvelope(config.eventAesKey, sealed, config.eventReceiveId ?? config.appKey);
  return envelope.ok ? { ok: true, payload: envelope.message, secure: true } : refused(envelope.why);
}

/** Events want a sealed `success`. Its random bytes come from the request, so that the same request gets the same answer. */
export async function ackDingtalk(config: DingtalkConfig, request: RawRequest, now: number): Promise<HttpAnswer> {
  if (!isEvent(request) || config.eventToken === undefined || config.eventAesKey === undefined) return OK;
  const nonce = wechatQuery(request, "nonce");
  const timeStamp = String(now);
  const random = await digest("SHA-256", config.appSecret, nonce, request.body);
  const encrypt = await sealEnvelope(config.eventAesKey, "success", config.eventReceiveId ?? config.appKey, (bytes) => {
    bytes.set(random.subarray(0, bytes.length));
    return bytes;
  });
  const msgSignature = await wechatSignature(config.eventToken, timeStamp, nonce, encrypt);
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify({ msg_signature: msgSignature, timeStamp, nonce, encrypt }) };
}
