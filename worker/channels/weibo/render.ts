/** Replies of a Weibo account: by the reply API, or once in the webhook's own HTTP response. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Part, textOf } from "../../../protocol/message.ts";
import type { HttpAnswer, Rendering } from "../channel.ts";
import { asNumber, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { WeiboConfig } from "./index.ts";

const UPLOAD_HOST = "https://upload.api.weibo.com";

export function renderWeibo(message: OutboundMessage, config: WeiboConfig, now: number): Rendering {
  const passive = passiveAnswer(message, config, now);
  return passive ? { calls: [], passive } : { calls: message.parts.map((part) => callOf(part, message, config)) };
}

/** `data` is JSON, escaped once by the platform's rule and once more by the form. */
function callOf(part: Part, message: OutboundMessage, config: WeiboConfig): HttpCall {
  const isPlace = part.type === "location";
  const data = isPlace ? { longitude: String(part.lng), latitude: String(part.lat) } : { text: textOf([part]) };
  const form = {
    access_token: config.accessToken,
    type: isPlace ? "position" : "text",
    data: encodeURIComponent(JSON.stringify(data)),
    receiver_id: message.thread,
    save_sender_box: "1",
  };
  return { method: "POST", path: "/2/messages/reply.json", auth: "none", form };
}

function passiveAnswer(message: OutboundMessage, config: WeiboConfig, now: number): HttpAnswer | null {
  const { reply, parts } = message;
  const only = parts.length === 1 ? parts[0] : undefined;
  if (reply?.kind !== "http_response" || now >= reply.expiresAt || only?.type !== "text") return null;
  const data = encodeURIComponent(JSON.stringify({ text: only.text }));
  const body = { result: true, sender_id: config.uid, receiver_id: reply.data, type: "text", data };
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}

export function mediaOfWeibo(media: Attachment, config: WeiboConfig): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  const query = { access_token: config.accessToken, fid: media.ref.mediaId };
  return [{ method: "GET", base: UPLOAD_HOST, path: "/2/mss/msget", auth: "none", query }];
}

/** open.weibo.com/wiki/Error_code; no code is documented for the 48 hours. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  21314: "auth",
  21315: "auth",
  21316: "auth",
  21317: "auth",
  21319: "auth",
  21327: "auth",
  21332: "auth",
  10022: "rate",
  10023: "rate",
  10024: "rate",
  20016: "rate",
  20020: "rate",
  10001: "transient",
  10002: "transient",
  10009: "transient",
  10010: "transient",
  10011: "transient",
  10004: "policy",
  10005: "policy",
  10006: "policy",
  10014: "policy",
  21301: "policy",
  20017: "policy", // the same words again: not sent
  20019: "policy",
  20021: "policy",
  20003: "gone",
};

export function outcomeOfWeibo(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.error_code);
  // Errors of any kind come as 400 or 403 with a code that says more.
  if (code !== undefined) return outcomeOf(CLASS_OF_CODE[code] ?? "invalid", code, asText(answer?.error));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (!answer || status >= 400) return unreadableOutcome(status, body);
  const id = asText(answer.idstr) ?? asText(answer.id);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}
