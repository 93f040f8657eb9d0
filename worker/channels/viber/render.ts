/** Replies of a Viber bot. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Choice, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { ViberConfig } from "./index.ts";

/** developers.viber.com: 4096; the rest is for what JSON adds. */
const MAX_TRACKING = 4000;
const FULL_WIDTH = 6;

export function renderViber(message: OutboundMessage, config: ViberConfig): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const base = {
    receiver: message.thread,
    min_api_version: 1,
    sender: { name: config.senderName, ...(config.senderAvatar === undefined ? {} : { avatar: config.senderAvatar }) },
  };
  const calls = message.parts.map(
    (part, index): HttpCall => ({
      method: "POST",
      path: "/pa/send_message",
      auth: { "x-viber-auth-token": config.authToken },
      json: { ...base, ...contentOf(part), ...keyboardOf(index === lastText ? (message.choices ?? []) : []) },
    }),
  );
  return { calls };
}

function contentOf(part: Part): Record<string, unknown> {
  if (part.type === "location") return { type: "location", location: { lat: part.lat, lon: part.lng } };
  if (part.type === "media") return { type: "picture", text: part.caption ?? "", media: "url" in part.media.ref ? part.media.ref.url : "" };
  return { type: "text", text: textOf([part]) };
}

/** The customer's own message is the button's words; its id travels in the tracking data, which Viber gives back. */
function keyboardOf(choices: readonly Choice[]): Record<string, unknown> {
  if (choices.length === 0) return {};
  const buttons = choices.map(({ label, url }) => ({
    ActionType: url === undefined ? "reply" : "open-url",
    ActionBody: url ?? label,
    Text: label,
    Columns: FULL_WIDTH,
    Rows: 1,
  }));
  const tracking = JSON.stringify({ choices: choices.map(({ id, label }) => [id, label]) });
  return { keyboard: { Type: "keyboard", Buttons: buttons }, ...(tracking.length <= MAX_TRACKING ? { tracking_data: tracking } : {}) };
}

/** developers.viber.com/docs/api/rest-bot-api/#error-codes. */
const CLASS_OF_STATUS: Readonly<Record<number, ErrorClass>> = {
  2: "auth",
  5: "gone",
  6: "blocked",
  7: "policy",
  8: "gone",
  9: "policy",
  10: "policy",
  11: "gone", // no device that can show it
  12: "rate",
  14: "policy",
  15: "policy",
  16: "policy",
  17: "quota",
  18: "policy",
  20: "policy",
  [-1]: "transient",
};

export function outcomeOfViber(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.status);
  if (!answer || code === undefined) return unreadableOutcome(status, body);
  if (code !== 0) return outcomeOf(CLASS_OF_STATUS[code] ?? "invalid", code, asText(answer.status_message));
  const token = asText(answer.message_token);
  return { outcome: "sent", providerIds: token === undefined ? [] : [token] };
}
