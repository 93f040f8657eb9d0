/** Ed25519 over time and raw body. While the address is set up Discord also sends wrong signatures on purpose: they must get 401. */

import { concatBytes, textOfBytes, utf8 } from "../../crypto/bytes.ts";
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, parseExactJson } from "../exact-json.ts";
import { ed25519Verify, isFresh } from "../signatures.ts";
import type { DiscordConfig } from "./index.ts";

/** Discord states none [own]. */
const REPLAY_WINDOW_MS = 5 * 60_000;
const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" };

/** Kinds of interactions; `event` beside type 0 or 1 is a webhook event instead. */
const PING = 1;
const COMPONENT = 3;
const AUTOCOMPLETE = 4;
/** What to answer at once: the words come as a follow-up. */
const DEFERRED_MESSAGE = 5;
const DEFERRED_UPDATE = 6;
const AUTOCOMPLETE_RESULT = 8;
/** Only the person who asked sees it. */
const EPHEMERAL = 64;

export async function verifyDiscord(request: RawRequest, config: DiscordConfig, now: number): Promise<Verified> {
  const timestamp = request.headers.get("x-signature-timestamp") ?? "";
  const signature = request.headers.get("x-signature-ed25519") ?? "";
  if (!/^\d{1,15}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now, REPLAY_WINDOW_MS)) {
    return { ok: false, status: 401, why: "the signed time is too far away" };
  }
  const isSigned = await ed25519Verify(config.publicKey, signature, concatBytes(utf8(timestamp), request.body));
  if (!isSigned) return { ok: false, status: 401, why: "the signature does not match" };
  const payload = textOfBytes(request.body);
  return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
}

const bodyOf = (request: RawRequest) => asRecord(parseExactJson(textOfBytes(request.body) ?? ""));

export async function answerDiscordPing(request: RawRequest, config: DiscordConfig, now: number): Promise<HttpAnswer | null> {
  const body = bodyOf(request);
  const isEventPing = body?.type === 0 && body.event === undefined;
  if (!isEventPing && (body?.type !== PING || body.event !== undefined)) return null;
  const verified = await verifyDiscord(request, config, now);
  if (!verified.ok) return { status: verified.status, headers: JSON_HEADERS, body: JSON.stringify({ error: verified.why }) };
  return isEventPing ? { status: 204, headers: {}, body: "" } : { status: 200, headers: JSON_HEADERS, body: '{"type":1}' };
}

/** Within three seconds; in a server the conversation stays private. */
export function ackDiscord(_config: DiscordConfig, request: RawRequest): HttpAnswer {
  const body = bodyOf(request);
  if (body?.event !== undefined) return { status: 204, headers: {}, body: "" };
  const isPrivate = body?.guild_id !== undefined ? { data: { flags: EPHEMERAL } } : {};
  const answer =
    body?.type === COMPONENT
      ? { type: DEFERRED_UPDATE }
      : body?.type === AUTOCOMPLETE
        ? { type: AUTOCOMPLETE_RESULT, data: { choices: [] } }
        : { type: DEFERRED_MESSAGE, ...isPrivate };
  return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(answer) };
}
