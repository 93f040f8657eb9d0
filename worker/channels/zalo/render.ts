/** Consultation messages of a Zalo Official Account. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { ZaloConfig } from "./index.ts";

export function renderZalo(message: OutboundMessage, _config: ZaloConfig): Rendering {
  return {
    calls: message.parts.map((part, index): HttpCall => {
      const quoted = index === 0 && message.replyTo !== undefined && part.type !== "media" ? { quote_message_id: message.replyTo } : {};
      return {
        method: "POST",
        path: "/v3.0/oa/message/cs",
        auth: "token",
        json: { recipient: { user_id: message.thread }, message: { ...contentOf(part), ...quoted } },
      };
    }),
  };
}

function contentOf(part: Part): Record<string, unknown> {
  if (part.type !== "media") return { text: textOf([part]) };
  const url = "url" in part.media.ref ? part.media.ref.url : "";
  return {
    ...(part.caption ? { text: part.caption } : {}),
    attachment: { type: "template", payload: { template_type: "media", elements: [{ media_type: "image", url }] } },
  };
}

/** developers.zalo.me/docs/official-account/phu-luc/ma-loi [K]. */
const CLASS_OF_ERROR: Readonly<Record<number, ErrorClass>> = {
  [-216]: "auth",
  [-220]: "auth",
  [-124]: "auth",
  [-32]: "rate",
  [-200]: "transient",
  [-230]: "window",
  [-232]: "window",
  [-233]: "policy",
  [-234]: "policy", // between 22 and 6 o'clock
  [-211]: "quota",
  [-213]: "blocked",
  [-227]: "gone",
  [-240]: "policy",
  [-244]: "blocked",
  [-201]: "invalid",
};

export function outcomeOfZalo(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  // The token host answers without `error` when all is well.
  const code = asNumber(answer?.error) ?? (answer && asText(answer.access_token) !== undefined ? 0 : undefined);
  if (!answer || code === undefined) return unreadableOutcome(status, body);
  if (code !== 0) return outcomeOf(CLASS_OF_ERROR[code] ?? "invalid", code, asText(answer.message));
  const id = asText(asRecord(answer.data)?.message_id);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}
