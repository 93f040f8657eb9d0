/** Replies of a Feishu bot: messages with a `uuid` that the platform ignores when it comes again within the hour. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { fingerprint } from "../signatures.ts";
import type { FeishuConfig } from "./index.ts";

const LARK_BASE = "https://open.larksuite.com";
const MAX_UUID = 50;
/** Reset of the rate limit, seconds. */
const RESET_HEADER = "x-ogw-ratelimit-reset";

export const baseOf = (config: FeishuConfig): { base?: string } => (config.region === "lark" ? { base: LARK_BASE } : {});

export function renderFeishu(message: OutboundMessage, config: FeishuConfig): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  return { calls: message.parts.flatMap((part, index) => callsOf(part, index, message, config, index === lastText ? (message.choices ?? []) : [])) };
}

function callsOf(part: Part, index: number, message: OutboundMessage, config: FeishuConfig, choices: readonly Choice[]): HttpCall[] {
  if (part.type === "media") return mediaCalls(part.media, index, message, config);
  const text = textOf([part]);
  if (choices.length === 0) return [send("text", { text }, index, message, config)];
  return [send("interactive", cardOf(text, choices), index, message, config)];
}

/** A quoted answer goes to the message, everything else to the chat (`oc_`) or the person (`ou_`). */
function send(type: string, content: Record<string, unknown>, index: number, message: OutboundMessage, config: FeishuConfig): HttpCall {
  const id = `${message.id}-${index}`;
  const common = { msg_type: type, content: JSON.stringify(content), uuid: id.length <= MAX_UUID ? id : `${fingerprint(message.id)}-${index}` };
  const call = { method: "POST" as const, ...baseOf(config), auth: "token" as const, idempotent: true };
  if (message.replyTo !== undefined && index === 0) {
    return { ...call, path: `/open-apis/im/v1/messages/${encodeURIComponent(message.replyTo)}/reply`, json: common };
  }
  const idType = message.thread.startsWith("ou_") ? "open_id" : "chat_id";
  return { ...call, path: "/open-apis/im/v1/messages", query: { receive_id_type: idType }, json: { receive_id: message.thread, ...common } };
}

function cardOf(text: string, choices: readonly Choice[]): Record<string, unknown> {
  const buttons = choices.map((choice) => ({
    tag: "button",
    text: { tag: "plain_text", content: choice.label },
    type: "default",
    ...(choice.url === undefined ? { value: { id: choice.id, label: choice.label } } : { url: choice.url }),
  }));
  return {
    config: { wide_screen_mode: true },
    elements: [
      { tag: "div", text: { tag: "plain_text", content: text } },
      { tag: "action", actions: buttons },
    ],
  };
}

function mediaCalls(media: Attachment, index: number, message: OutboundMessage, config: FeishuConfig): HttpCall[] {
  const name = `media${index}`;
  const upload = { method: "POST" as const, ...baseOf(config), auth: "token" as const, idempotent: true };
  if (media.kind === "image" || media.kind === "sticker") {
    return [
      {
        ...upload,
        path: "/open-apis/im/v1/images",
        upload: { field: "image", media, fields: { image_type: "message" } },
        save: { name, field: "data.image_key" },
      },
      send("image", { image_key: `{{${name}}}` }, index, message, config),
    ];
  }
  const { type, fileType } = fileKindOf(media);
  const fields = { file_type: fileType, file_name: media.name ?? "file" };
  return [
    { ...upload, path: "/open-apis/im/v1/files", upload: { field: "file", media, fields }, save: { name, field: "data.file_key" } },
    send(type, { file_key: `{{${name}}}` }, index, message, config),
  ];
}

/** Only Opus plays as voice and only MP4 as video; anything else is a file. */
function fileKindOf(media: Attachment): { type: "audio" | "media" | "file"; fileType: string } {
  if (media.kind === "audio" && media.mime === "audio/opus") return { type: "audio", fileType: "opus" };
  if (media.kind === "video" && media.mime === "video/mp4") return { type: "media", fileType: "mp4" };
  const known = /\.(pdf|docx?|xlsx?|pptx?)$/i
    .exec(media.name ?? "")?.[1]
    ?.slice(0, 3)
    .toLowerCase();
  return { type: "file", fileType: known ?? "stream" };
}

/** Media of a message are fetched with the message's id: `om_…/image|file/key`. */
export function mediaOfFeishu(media: Attachment, config: FeishuConfig): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  const [messageId = "", type = "file", key = ""] = media.ref.mediaId.split("/");
  const path = `/open-apis/im/v1/messages/${encodeURIComponent(messageId)}/resources/${encodeURIComponent(key)}`;
  return [{ method: "GET", path, ...baseOf(config), auth: "token", query: { type } }];
}

/** Name, e-mail and phone from the company's directory, where the app has that scope. */
export function evidenceOfFeishu(identity: Identity, config: FeishuConfig) {
  if (identity.kind !== "openid" || identity.scope !== config.appId) return null;
  const path = `/open-apis/contact/v3/users/${encodeURIComponent(identity.value)}`;
  const call: HttpCall = { method: "GET", path, ...baseOf(config), auth: "token", query: { user_id_type: "open_id" } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const user = asRecord(asRecord(asRecord(body)?.data)?.user);
    if (!user) return null;
    const ids: Identity[] = [];
    const phone = asText(user.mobile);
    const email = asText(user.email) ?? asText(user.enterprise_email);
    const name = asText(user.name);
    if (phone !== undefined) ids.push({ kind: "phone", scope: "", value: phone, verified: true });
    if (email !== undefined) ids.push({ kind: "email", scope: "", value: email.toLowerCase(), verified: true });
    return { ids, ...(name === undefined ? {} : { name }) };
  };
  return { call, read };
}

/** open.feishu.cn, general error codes and those of IM (specification §5). */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  99991661: "auth",
  99991663: "auth",
  99991664: "auth",
  99991668: "auth",
  99991671: "auth",
  99991400: "rate",
  230020: "rate",
  11232: "rate",
  11233: "rate",
  11234: "rate",
  230013: "gone", // the bot is not available to this user
  230002: "gone", // the bot is not in the chat
  230006: "policy",
  230027: "policy",
  230028: "policy",
  99991672: "policy",
  230001: "invalid",
  230025: "invalid",
};

export function outcomeOfFeishu(status: number, headers: Headers, body: string, now: number): Outcome {
  const reset = asNumber(headers.get(RESET_HEADER));
  const afterMs = reset === undefined ? undefined : reset * 1000;
  if (status === 429 && afterMs !== undefined) return outcomeOf("rate", "http_429", undefined, afterMs);
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.code);
  if (!answer || code === undefined) return unreadableOutcome(status, body);
  if (code === 0) {
    const id = asText(asRecord(answer.data)?.message_id);
    return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
  }
  const kind = CLASS_OF_CODE[code] ?? "invalid";
  return outcomeOf(kind, code, asText(answer.msg), kind === "rate" ? afterMs : undefined);
}
