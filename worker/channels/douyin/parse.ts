/** Private messages to a Douyin business account, and what its own people answer in the app. */
import type { ChannelEvent, ReplyHandle, Sender } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import { fingerprint } from "../signatures.ts";
import type { DouyinConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;
interface Frame {
  content: Fields;
  /** the customer's open id, whoever wrote */
  customer: string;
  key: string;
  at: number;
}

const HOUR = 3_600_000;

export function parseDouyin(payload: string, config: DouyinConfig, request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const event = eventOf(body, payload, config, request, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(body: Fields, payload: string, config: DouyinConfig, request: RawRequest, now: number): ChannelEvent | null {
  const content = asRecord(body.content) ?? asRecord(parseExactJson(asText(body.content) ?? "")) ?? {};
  const name = asText(body.event) ?? "";
  const isEcho = name === "im_send_msg";
  const customer = asText(isEcho ? body.to_user_id : body.from_user_id);
  const deliveryId = request.headers.get("msg-id") ?? fingerprint(payload);
  if (name === "unauthorize") return { type: "account", key: `account:${deliveryId}`, state: "revoked", detail: "The account has withdrawn its consent" };
  if (customer === undefined) return null;
  const at = epochMs(content.create_time, "ms", now);
  const messageId = asText(content.server_message_id);
  const frame = { content, customer, key: `${name}:${messageId ?? deliveryId}`, at };
  switch (name) {
    case "im_receive_msg":
    case "im_send_msg":
      return messageOf(frame, messageId ?? deliveryId, isEcho, config);
    case "im_enter_direct_msg":
      return { type: "presence", ...baseOf(frame, config), state: "opened", reply: handleOf(`enter:${messageId ?? ""}`, at, config) };
    case "im_recall_msg":
      return messageId === undefined ? null : { type: "message_deleted", ...baseOf(frame, config), providerId: messageId };
    case "im_message_read": // read up to an index we do not know: all that was sent before
      return { type: "receipt", ...baseOf({ ...frame, key: `read:${deliveryId}` }, config), receipt: { status: "read", providerIds: [], upTo: at } };
    default:
      return null;
  }
}

/** Sending needs the conversation and the person: the thread carries both. */
function baseOf(frame: Frame, config: DouyinConfig) {
  const conversation = asText(frame.content.conversation_short_id) ?? "";
  return { key: frame.key, thread: `${conversation}:${frame.customer}`, at: frame.at, from: senderOf(frame, config) };
}

function senderOf(frame: Frame, config: DouyinConfig): Sender {
  const info = asList(frame.content.user_infos)
    .map(asRecord)
    .find((entry) => entry?.open_id === frame.customer);
  const name = asText(info?.nick_name);
  const avatarUrl = asText(info?.avatar);
  return {
    ids: [{ kind: "openid", scope: config.clientKey, value: frame.customer, verified: true }],
    ...(name === undefined ? {} : { name }),
    ...(avatarUrl === undefined ? {} : { avatarUrl }),
  };
}

const handleOf = (data: string, at: number, config: DouyinConfig): ReplyHandle => ({
  kind: "message_ref",
  data,
  expiresAt: at + config.replyHours * HOUR,
  uses: config.replyCount,
});

function messageOf(frame: Frame, id: string, isEcho: boolean, config: DouyinConfig): ChannelEvent {
  const more = isEcho ? { echo: true } : { reply: handleOf(id, frame.at, config) };
  return { type: "message", ...baseOf(frame, config), providerId: id, parts: [partOf(frame.content)], ...more };
}

const MEDIA: Readonly<Record<string, Attachment["kind"]>> = {
  image: "image",
  user_local_image: "image",
  video: "video",
  user_local_video: "video",
  emoji: "sticker",
};

function partOf(content: Fields): Part {
  const type = asText(content.message_type) ?? "message";
  const text = asText(content.text);
  if (type === "text" && text !== undefined) return { type: "text", text };
  const kind = MEDIA[type];
  const url = asText(content.resource_url);
  if (kind !== undefined && url !== undefined) return { type: "media", media: { kind, ref: { url, auth: false } } };
  return { type: "unsupported", hint: type.slice(0, 100) };
}
