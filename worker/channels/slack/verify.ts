/** `v0=` and hex HMAC-SHA256 of `v0:time:body`; the same for events, pressed buttons and commands. The address check is signed too. */

import { concatBytes, sameText, textOfBytes, utf8 } from "../../crypto/bytes.ts";
import { hmacSha256Hex } from "../../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { isFresh } from "../signatures.ts";
import type { SlackConfig } from "./index.ts";

/** docs.slack.dev: five minutes. Slack's own library refuses only old requests; a time in the future is as wrong. */
const REPLAY_WINDOW_MS = 5 * 60_000;
const TEXT = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

export async function verifySlack(request: RawRequest, config: SlackConfig, now: number): Promise<Verified> {
  const timestamp = request.headers.get("x-slack-request-timestamp") ?? "";
  if (!/^\d{1,15}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now, REPLAY_WINDOW_MS)) {
    return { ok: false, status: 401, why: "the signed time is too far away" };
  }
  const wanted = `v0=${await hmacSha256Hex(config.signingSecret, concatBytes(utf8(`v0:${timestamp}:`), request.body))}`;
  if (!sameText(request.headers.get("x-slack-signature") ?? "", wanted)) return { ok: false, status: 401, why: "the signature does not match" };
  const payload = textOfBytes(request.body);
  return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
}

export async function answerSlackCheck(request: RawRequest, config: SlackConfig, now: number): Promise<HttpAnswer | null> {
  const text = textOfBytes(request.body);
  if (!text?.startsWith("{") || !text.includes('"url_verification"')) return null;
  const body = asRecord(parseExactJson(text));
  if (body?.type !== "url_verification") return null;
  const verified = await verifySlack(request, config, now);
  return verified.ok ? { status: 200, headers: TEXT, body: asText(body.challenge) ?? "" } : { status: verified.status, headers: TEXT, body: verified.why };
}
