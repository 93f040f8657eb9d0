/** Telegram signs nothing: every request carries the secret that setWebhook was given. The body is covered only by TLS and the unguessable address. */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import type { TelegramConfig } from "./index.ts";

const HEADER = "x-telegram-bot-api-secret-token";

export async function verifyTelegram(request: RawRequest, config: TelegramConfig): Promise<Verified> {
  if (!sameText(request.headers.get(HEADER) ?? "", config.secretToken)) return { ok: false, status: 401, why: "the secret token does not match" };
  const body = textOfBytes(request.body);
  return body === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload: body, secure: false };
}

/** A pressed button shows a spinner until it is answered; Telegram takes that call as the body of our answer. */
export function ackTelegram(_config: TelegramConfig, request: RawRequest): HttpAnswer {
  const query = asRecord(asRecord(parseExactJson(textOfBytes(request.body) ?? ""))?.callback_query);
  const id = asText(query?.id);
  if (id === undefined) return { status: 200, headers: {}, body: "" };
  const body = JSON.stringify({ method: "answerCallbackQuery", callback_query_id: id });
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body };
}
