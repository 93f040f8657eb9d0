/**
 * What WhatsApp, Messenger and Instagram share: one address check, one signature, one form of errors.
 * Source: developers.facebook.com/docs/graph-api/webhooks/getting-started.
 */
import type { ErrorClass, Outcome } from "../../protocol/channels.ts";
import { sameText, textOfBytes } from "../crypto/bytes.ts";
import { hmacSha256Hex } from "../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "./channel.ts";
import { asNumber, asRecord, asText } from "./exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "./outcomes.ts";

/** The version of the Graph API that was read; each lives about two years. */
export const GRAPH_VERSION = "v25.0";
export const GRAPH = "https://graph.facebook.com";
/** Where Meta serves the files of its messages. */
export const META_FILE_HOSTS = ["lookaside.fbsbx.com", "*.fbsbx.com", "*.fbcdn.net", "*.cdninstagram.com", "*.whatsapp.net"] as const;

const TEXT = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

/** GET with `hub.mode=subscribe`: the challenge, when the token is the one entered in the console. */
export async function answerMetaCheck(request: RawRequest, verifyToken: string): Promise<HttpAnswer | null> {
  const query = request.url.searchParams;
  if (request.method !== "GET" || !query.has("hub.mode")) return null;
  const isOurs = query.get("hub.mode") === "subscribe" && sameText(query.get("hub.verify_token") ?? "", verifyToken);
  return isOurs ? { status: 200, headers: TEXT, body: query.get("hub.challenge") ?? "" } : { status: 403, headers: TEXT, body: "forbidden" };
}

/** Over the bytes as received: Meta escapes non-ASCII, so JSON written anew has another signature. No time is signed. */
export async function verifyMeta(request: RawRequest, appSecret: string): Promise<Verified> {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(request.headers.get("x-hub-signature-256") ?? "")?.[1];
  if (given === undefined || !sameText(given.toLowerCase(), await hmacSha256Hex(appSecret, request.body))) {
    return { ok: false, status: 401, why: "the signature does not match" };
  }
  const payload = textOfBytes(request.body);
  return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
}

export const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

/** `classOf` knows the codes of one product; what it does not know is decided by the HTTP status. */
export function metaOutcome(
  answered: { status: number; headers: Headers; body: string; now: number },
  idsOf: (answer: Readonly<Record<string, unknown>>) => string[],
  classOf: (code: number, subcode: number | undefined) => ErrorClass | undefined,
): Outcome {
  const { status, headers, body, now } = answered;
  const answer = jsonAnswer(body);
  const error = asRecord(answer?.error);
  const code = asNumber(error?.code);
  const known = code === undefined ? undefined : classOf(code, asNumber(error?.error_subcode));
  if (code !== undefined && known !== undefined) return outcomeOf(known, code, detailOf(error ?? {}));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (code !== undefined) return outcomeOf(status === 401 ? "auth" : "invalid", code, detailOf(error ?? {}));
  return answer && status < 300 ? { outcome: "sent", providerIds: idsOf(answer) } : unreadableOutcome(status, body);
}

const detailOf = (error: Readonly<Record<string, unknown>>): string | undefined => asText(asRecord(error.error_data)?.details) ?? asText(error.message);
