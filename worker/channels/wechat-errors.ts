/** Answers of api.weixin.qq.com and qyapi.weixin.qq.com: HTTP 200 with `errcode`. Codes: specification §1 and §3, WxJava's tables. */
import type { ErrorClass, Outcome } from "../../protocol/channels.ts";
import { asNumber, asText } from "./exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "./outcomes.ts";

const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  [-1]: "transient", // system busy
  40001: "auth",
  40014: "auth",
  41001: "auth",
  42001: "auth",
  42007: "auth",
  45009: "rate",
  45011: "rate",
  45033: "rate",
  45015: "window", // the customer has not written for 48 h
  45047: "quota", // over the five
  48002: "blocked", // the customer refuses messages
  43004: "blocked", // does not follow
  48001: "policy", // no permission for this interface
  40164: "policy", // our address is not on the account's IP list
  60020: "policy", // the same for WeCom
  40003: "invalid",
  40007: "invalid",
  44002: "invalid",
  44004: "invalid",
  45002: "invalid",
  47001: "invalid",
};

/** The outcome of a call to the WeChat family; `more` adds the codes of one member. */
export function wechatOutcome(status: number, headers: Headers, body: string, now: number, more: Readonly<Record<number, ErrorClass>> = {}): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.errcode);
  if (!answer || (code === undefined && status !== 200)) return unreadableOutcome(status, body);
  if (code === undefined || code === 0) {
    const id = asText(answer.msgid);
    return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
  }
  return outcomeOf(more[code] ?? CLASS_OF_CODE[code] ?? "invalid", code, asText(answer.errmsg));
}

/** The token of `stable_token`, `token` and `gettoken`. */
export function readWechatToken(body: unknown): { token: string; ttlS: number } | null {
  const answer = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const token = asText(answer.access_token);
  const ttlS = asNumber(answer.expires_in);
  return token === undefined || ttlS === undefined ? null : { token, ttlS };
}
