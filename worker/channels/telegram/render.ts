/** Replies of a Telegram bot. Text goes plain: no parse mode, so nothing in it can be refused as broken markup. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { TelegramConfig } from "./index.ts";

const METHODS = {
  image: ["sendPhoto", "photo"],
  audio: ["sendAudio", "audio"],
  video: ["sendVideo", "video"],
  file: ["sendDocument", "document"],
  sticker: ["sendSticker", "sticker"],
} as const satisfies Record<Attachment["kind"], readonly [string, string]>;

const call = (config: TelegramConfig, method: string, json: Record<string, unknown>): HttpCall => ({
  method: "POST",
  path: `/bot${config.botToken}/${method}`,
  auth: "none",
  json,
});

export function renderTelegram(message: OutboundMessage, config: TelegramConfig): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  return {
    calls: message.parts.map((part, index) => {
      const quoted = index === 0 ? quoteOf(message) : {};
      const choices = index === lastText ? (message.choices ?? []) : [];
      return partCall(part, { chat_id: message.thread, ...quoted }, choices, config);
    }),
  };
}

/** The message that is answered is shown above the reply; gone or not, the reply goes out. */
function quoteOf(message: OutboundMessage): Record<string, unknown> {
  const id = asNumber(message.replyTo?.slice(message.replyTo.lastIndexOf(":") + 1));
  return message.replyTo?.startsWith(`${message.thread}:`) && id !== undefined
    ? { reply_parameters: { message_id: id, allow_sending_without_reply: true } }
    : {};
}

function partCall(part: Part, to: Record<string, unknown>, choices: readonly Choice[], config: TelegramConfig): HttpCall {
  if (part.type === "media") return mediaCall(part.media, { ...to, ...(part.caption ? { caption: part.caption } : {}) }, config);
  if (part.type === "location") {
    const at = { ...to, latitude: part.lat, longitude: part.lng };
    return part.name && part.address ? call(config, "sendVenue", { ...at, title: part.name, address: part.address }) : call(config, "sendLocation", at);
  }
  const keyboard = choices.map((choice) => [
    choice.url === undefined ? { text: choice.label, callback_data: choice.id } : { text: choice.label, url: choice.url },
  ]);
  return call(config, "sendMessage", { ...to, text: textOf([part]), ...(keyboard.length > 0 ? { reply_markup: { inline_keyboard: keyboard } } : {}) });
}

function mediaCall(media: Attachment, to: Record<string, unknown>, config: TelegramConfig): HttpCall {
  const [method, field] = METHODS[media.kind];
  if ("mediaId" in media.ref) return call(config, method, { ...to, [field]: media.ref.mediaId });
  const fields = Object.fromEntries(Object.entries(to).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
  return { method: "POST", path: `/bot${config.botToken}/${method}`, auth: "none", upload: { field, media, fields } };
}

export function signalTelegram(kind: "typing" | "read", to: { thread: string }, _ref: string | null, config: TelegramConfig): HttpCall | null {
  return kind === "typing" ? call(config, "sendChatAction", { chat_id: to.thread, action: "typing" }) : null;
}

/** Files up to 20 MB. The address holds the bot's token, so it is fetched by us and never shown. */
export function mediaOfTelegram(media: Attachment, config: TelegramConfig): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [
    { ...call(config, "getFile", { file_id: media.ref.mediaId }), save: { name: "path", field: "result.file_path" } },
    { method: "GET", path: `/file/bot${config.botToken}/{{path}}`, auth: "none" },
  ];
}

/** Telegram has codes of HTTP and words; the words decide. */
const CLASS_OF_WORDS: readonly (readonly [RegExp, ErrorClass])[] = [
  [/blocked by the user|user is deactivated|can't initiate conversation/i, "blocked"],
  [/chat not found|kicked|chat was deleted|upgraded to a supergroup|PEER_ID_INVALID|not a member/i, "gone"],
  [/not enough rights|have no rights|CHAT_WRITE_FORBIDDEN/i, "policy"],
];

export function outcomeOfTelegram(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  if (status === 429) {
    const afterS = asNumber(asRecord(answer?.parameters)?.retry_after);
    return afterS === undefined
      ? (httpOutcome(status, headers, body, now) ?? unreadableOutcome(status, body))
      : outcomeOf("rate", 429, asText(answer?.description), afterS * 1000);
  }
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (answer?.ok === true) return { outcome: "sent", providerIds: sentIds(asRecord(answer.result)) };
  if (answer?.ok !== false) return unreadableOutcome(status, body);
  const code = asNumber(answer.error_code) ?? status;
  const words = asText(answer.description) ?? "";
  // A wrong token is "Not Found": it is part of the path.
  if (code === 401 || code === 404) return outcomeOf("auth", code, words);
  return outcomeOf(CLASS_OF_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? (code === 403 ? "blocked" : "invalid"), code, words);
}

function sentIds(result: Readonly<Record<string, unknown>> | null): string[] {
  const chat = asText(asRecord(result?.chat)?.id);
  const id = asText(result?.message_id);
  return chat === undefined || id === undefined ? [] : [`${chat}:${id}`];
}
