/** Douyin signs secret + body with SHA-1 and no time: a captured request can be played again, and only its key is new once. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { sha1Hex } from "../../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import type { DouyinConfig } from "./index.ts";

const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };
/** The address check is short; longer bodies are not even read for it. */
const MAX_CHECK_BYTES = 1000;

async function isSigned(request: RawRequest, config: DouyinConfig): Promise<boolean> {
  return sameText(request.headers.get("x-douyin-signature") ?? "", await sha1Hex(config.clientSecret, request.body));
}

/** `content` comes as an object or as its JSON text; the number goes back as it came. */
export async function answerDouyinCheck(request: RawRequest, config: DouyinConfig): Promise<HttpAnswer | null> {
  if (request.method !== "POST" || request.body.length > MAX_CHECK_BYTES) return null;
  const text = textOfBytes(request.body) ?? "";
  const body = asRecord(parseExactJson(text));
  if (body?.event !== "verify_webhook") return null;
  const content = asRecord(body.content) ?? asRecord(parseExactJson(asText(body.content) ?? ""));
  const challenge = asText(content?.challenge);
  if (challenge === undefined || !(await isSigned(request, config))) return { status: 401, headers: JSON_HEADERS, body: "{}" };
  const isNumber = /^-?\d+$/.test(challenge) && !text.replaceAll("\\", "").includes(`"${challenge}"`);
  return { status: 200, headers: JSON_HEADERS, body: `{"challenge":${isNumber ? challenge : JSON.stringify(challenge)}}` };
}

export async function verifyDouyin(request: RawRequest, config: DouyinConfig): Promise<Verified> {
  const body = textOfBytes(request.body);
  if (body === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  return (await isSigned(request, config)) ? { ok: true, payload: body, secure: true } : { ok: false, status: 401, why: "the signature does not match" };
}
