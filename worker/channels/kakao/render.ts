/** The one answer, to the callback address of the message. */
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Choice, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { KakaoConfig } from "./index.ts";

/** The address came in a body that nobody signed: it is called only where Kakao lives. */
const CALLBACK_HOSTS = ["bot-api.kakao.com", "*.kakao.com", "*.kakaoenterprise.com"] as const;

export function renderKakao(message: OutboundMessage, _config: KakaoConfig): Rendering {
  const outputs = message.parts.map(outputOf);
  const quickReplies = (message.choices ?? []).map(quickReply);
  const template = { outputs, ...(quickReplies.length > 0 ? { quickReplies } : {}) };
  const call: HttpCall = {
    method: "POST",
    path: "",
    url: { href: message.reply?.data ?? "", allowHosts: CALLBACK_HOSTS },
    auth: "none",
    json: { version: "2.0", template },
  };
  return { calls: [call] };
}

function outputOf(part: Part): Record<string, unknown> {
  if (part.type !== "media") return { simpleText: { text: textOf([part]) } };
  const imageUrl = "url" in part.media.ref ? part.media.ref.url : "";
  return { simpleImage: { imageUrl, altText: part.media.name ?? "image" } };
}

const quickReply = ({ id, label }: Choice): Record<string, unknown> => ({ label, action: "message", messageText: label, extra: { choice: id } });

/** The callback says `{"taskId","status":"SUCCESS"|"FAIL"|"ERROR","message"}`. */
export function outcomeOfKakao(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const name = asText(answer?.status);
  const words = asText(answer?.message);
  if (name === "SUCCESS") {
    const id = asText(answer?.taskId);
    return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
  }
  if (name === undefined) return unreadableOutcome(status, body);
  if (/expired|timeout|invalid (token|callback)|already/i.test(words ?? "")) return outcomeOf("window", name, words);
  return outcomeOf(name === "ERROR" ? "transient" : "invalid", name, words);
}
