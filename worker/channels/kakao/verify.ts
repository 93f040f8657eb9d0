/** Kakao signs nothing: a header with a secret of ours, the bot's id in the body, and the unguessable address stand for it. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import type { KakaoConfig } from "./index.ts";

const HEADER = "x-kefu-secret";
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

export async function verifyKakao(request: RawRequest, config: KakaoConfig): Promise<Verified> {
  if (!sameText(request.headers.get(HEADER) ?? "", config.headerSecret)) return { ok: false, status: 401, why: `the header ${HEADER} does not match` };
  const payload = textOfBytes(request.body);
  const bot = asRecord(asRecord(parseExactJson(payload ?? ""))?.bot);
  if (payload === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  return asText(bot?.id) === config.botId ? { ok: true, payload, secure: false } : { ok: false, status: 403, why: "another bot's message" };
}

/** "The answer comes by callback" where the block has one; otherwise a fixed sentence is all that can be said. */
export function ackKakao(config: KakaoConfig, request: RawRequest): HttpAnswer {
  const asked = asRecord(asRecord(parseExactJson(textOfBytes(request.body) ?? ""))?.userRequest);
  const answer =
    asText(asked?.callbackUrl) === undefined
      ? { version: "2.0", template: { outputs: [{ simpleText: { text: config.receivedText } }] } }
      : { version: "2.0", useCallback: true, data: {} };
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(answer) };
}
