/** Replies in Douyin, bound to the message they answer. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { DouyinConfig } from "./index.ts";

const TEXT = 1;

export function renderDouyin(message: OutboundMessage, config: DouyinConfig): Rendering {
  const split = message.thread.lastIndexOf(":");
  const ref = message.reply?.kind === "message_ref" ? message.reply.data : (message.replyTo ?? "");
  const isEntering = ref.startsWith("enter:");
  const calls = message.parts.map(
    (part): HttpCall => ({
      method: "POST",
      path: "/im/send/msg/",
      auth: "token",
      query: { open_id: config.openId },
      json: {
        msg_id: isEntering ? ref.slice("enter:".length) : ref,
        conversation_id: message.thread.slice(0, split),
        to_user_id: message.thread.slice(split + 1),
        scene: isEntering ? "im_enter_direct_msg" : "im_reply_msg",
        content: { msg_type: TEXT, text: { text: textOf([part]) } },
      },
    }),
  );
  return { calls };
}

/** open.douyin.com, general codes [K]: `data.error_code` of an HTTP 200. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  2190002: "auth",
  2190008: "auth",
  28001003: "auth",
  28001008: "auth",
  2100004: "transient",
  2100009: "transient",
  28001016: "rate",
  2190011: "rate",
  2190004: "policy",
  28001018: "policy",
  28003017: "policy",
};

export function outcomeOfDouyin(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const data = asRecord(answer?.data) ?? {};
  const extra = asRecord(answer?.extra) ?? {};
  const code = asNumber(data.error_code) || asNumber(extra.error_code) || asNumber(answer?.err_no);
  if (!answer || status >= 400) return unreadableOutcome(status, body);
  if (code) return outcomeOf(CLASS_OF_CODE[code] ?? "invalid", code, asText(data.description) ?? asText(extra.description) ?? asText(answer.err_msg));
  const id = asText(answer.msg_id) ?? asText(data.msg_id);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}
