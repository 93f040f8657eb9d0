/** What people write to a Feishu bot, in chats and groups, and what they press. */
import type { ChannelEvent, Sender } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { FeishuConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;
interface Envelope {
  key: string;
  at: number;
  tenant: string;
}

export function parseFeishu(payload: string, config: FeishuConfig, _request: unknown, now: number): Parsed {
  const fields = asRecord(parseExactJson(payload));
  if (!fields) return { ok: false, why: "the payload is no JSON object" };
  const header = asRecord(fields.header);
  const event = header ? versionTwo(header, asRecord(fields.event) ?? {}, config, now) : versionOne(fields, config, now);
  return { ok: true, events: event ? [event] : [] };
}

function versionTwo(header: Fields, event: Fields, config: FeishuConfig, now: number): ChannelEvent | null {
  const appId = asText(header.app_id);
  if (appId !== undefined && appId !== config.appId) return null;
  const envelope = { key: asText(header.event_id) ?? "", at: epochMs(header.create_time, "ms", now), tenant: asText(header.tenant_key) ?? "" };
  if (envelope.key === "") return null;
  switch (header.event_type) {
    case "im.message.receive_v1":
      return messageOf(event, envelope, config);
    case "im.message.message_read_v1":
      return readOf(event, envelope, config);
    case "im.message.recalled_v1":
      return recallOf(event, envelope, config);
    case "im.chat.access_event.bot_p2p_chat_entered_v1":
      return openedOf(event, envelope, config);
    case "card.action.trigger":
      return pressOf(event, asRecord(event.operator) ?? {}, asText(asRecord(event.context)?.open_chat_id), envelope, config);
    case "application.bot.menu_v6":
      return menuOf(event, envelope, config);
    default:
      return null;
  }
}

/** The open id names the customer: it is in every event but recalls. The union id joins them across apps of one developer. */
function senderOf(ids: Fields, chatId: string | undefined, envelope: Envelope, config: FeishuConfig): Sender | null {
  const openId = asText(ids.open_id);
  if (openId === undefined) return null;
  const more: Identity[] = [];
  const unionId = asText(ids.union_id);
  const userId = asText(ids.user_id);
  if (unionId !== undefined) more.push({ kind: "unionid", scope: "feishu", value: unionId, verified: true });
  if (userId !== undefined && envelope.tenant !== "") more.push({ kind: "user_id", scope: `feishu:${envelope.tenant}`, value: userId, verified: true });
  // A chat of two belongs to this person alone; recalls name nothing else.
  if (chatId !== undefined) more.push({ kind: "chat_id", scope: config.appId, value: chatId, verified: true });
  return { ids: [{ kind: "openid", scope: config.appId, value: openId, verified: true }, ...more] };
}

function messageOf(event: Fields, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const sender = asRecord(event.sender) ?? {};
  const message = asRecord(event.message) ?? {};
  const id = asText(message.message_id);
  const chatId = asText(message.chat_id);
  const from = senderOf(asRecord(sender.sender_id) ?? {}, message.chat_type === "p2p" ? chatId : undefined, envelope, config);
  // Another bot in a group is nobody's customer.
  if (id === undefined || chatId === undefined || !from || sender.sender_type === "app") return null;
  const parent = asText(message.parent_id);
  return {
    type: "message",
    key: envelope.key,
    thread: chatId,
    at: epochMs(message.create_time, "ms", envelope.at),
    from,
    providerId: id,
    parts: partsOf(id, message, config),
    ...(parent === undefined ? {} : { replyTo: parent }),
  };
}

/** `content` is JSON inside the JSON. */
function partsOf(id: string, message: Fields, config: FeishuConfig): Part[] {
  const type = asText(message.message_type) ?? "message";
  const content = asRecord(parseExactJson(asText(message.content) ?? "")) ?? {};
  const media = (kind: Attachment["kind"], key: unknown, resource: "image" | "file"): Part[] => {
    const value = asText(key);
    const name = asText(content.file_name);
    if (value === undefined) return [lost(type)];
    return [{ type: "media", media: { kind, ref: { mediaId: `${id}/${resource}/${value}` }, ...(name === undefined ? {} : { name }) } }];
  };
  switch (type) {
    case "text":
      return [{ type: "text", text: withNames(asText(content.text) ?? "", message) }];
    case "post":
      return postParts(id, content, message);
    case "image":
      return media("image", content.image_key, "image");
    case "file":
      return media("file", content.file_key, "file");
    case "audio":
      return media("audio", content.file_key, "file");
    case "media":
      return media("video", content.file_key, "file");
    case "location":
      return [placeOf(content, config) ?? lost(type)];
    default: // sticker (not downloadable), cards, shared chats, merged forwards
      return [lost(type)];
  }
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

/** `@_user_1` becomes the name; in a group the mention that begins the message is the bot itself and goes. */
function withNames(text: string, message: Fields): string {
  let named = text;
  const isGroup = message.chat_type === "group";
  for (const entry of asList(message.mentions)) {
    const mention = asRecord(entry);
    const key = asText(mention?.key);
    if (key === undefined) continue;
    named = isGroup && named.startsWith(`${key} `) ? named.slice(key.length + 1) : named.replaceAll(key, `@${asText(mention?.name) ?? ""}`);
  }
  return named;
}

/** Rich text: lines of text, links and names; its pictures follow as media. */
function postParts(id: string, content: Fields, message: Fields): Part[] {
  const post = content.content === undefined ? (asRecord(Object.values(content)[0]) ?? {}) : content;
  const pictures: Part[] = [];
  const lines = asList(post.content).map((line) =>
    asList(line)
      .map((element) => {
        const fields = asRecord(element) ?? {};
        const imageKey = asText(fields.image_key);
        if (imageKey !== undefined) pictures.push({ type: "media", media: { kind: "image", ref: { mediaId: `${id}/image/${imageKey}` } } });
        const text = asText(fields.text) ?? (fields.tag === "at" ? `@${asText(fields.user_name) ?? ""}` : "");
        const href = asText(fields.href);
        return href === undefined ? text : `${text} ${href}`;
      })
      .join(""),
  );
  const text = withNames([asText(post.title), ...lines].filter(Boolean).join("\n"), message);
  const words: Part[] = text === "" ? [] : [{ type: "text", text }];
  return words.length + pictures.length === 0 ? [lost("post")] : [...words, ...pictures];
}

function placeOf(content: Fields, config: FeishuConfig): Part | null {
  const lat = asNumber(content.latitude);
  const lng = asNumber(content.longitude);
  if (lat === undefined || lng === undefined) return null;
  const name = asText(content.name);
  return { type: "location", lat, lng, datum: config.region === "feishu" ? "gcj02" : "unknown", ...(name === undefined ? {} : { name }) };
}

function readOf(event: Fields, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const reader = asRecord(event.reader) ?? {};
  const from = senderOf(asRecord(reader.reader_id) ?? {}, undefined, envelope, config);
  const providerIds = asList(event.message_id_list).flatMap((id) => asText(id) ?? []);
  if (!from || providerIds.length === 0) return null;
  return {
    type: "receipt",
    key: envelope.key,
    thread: from.ids[0].value,
    at: epochMs(reader.read_time, "ms", envelope.at),
    from,
    receipt: { status: "read", providerIds },
  };
}

/** A recall names the chat and the message, not the person. */
function recallOf(event: Fields, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const id = asText(event.message_id);
  const chatId = asText(event.chat_id);
  if (id === undefined || chatId === undefined) return null;
  const from: Sender = { ids: [{ kind: "chat_id", scope: config.appId, value: chatId, verified: true }] };
  return { type: "message_deleted", key: envelope.key, thread: chatId, at: epochMs(event.recall_time, "ms", envelope.at), from, providerId: id };
}

function openedOf(event: Fields, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const chatId = asText(event.chat_id);
  const from = senderOf(asRecord(event.operator_id) ?? {}, chatId, envelope, config);
  return from && { type: "presence", key: envelope.key, thread: chatId ?? from.ids[0].value, at: envelope.at, from, state: "opened" };
}

/** A pressed button brings back the `value` we gave it. */
function pressOf(event: Fields, operator: Fields, chatId: string | undefined, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const from = senderOf(operator, undefined, envelope, config);
  const action = asRecord(event.action) ?? {};
  const value = asRecord(action.value) ?? {};
  const id = asText(value.id) ?? asText(action.name) ?? asText(action.tag) ?? "button";
  const label = asText(value.label);
  if (!from) return null;
  return {
    type: "message",
    key: envelope.key,
    thread: chatId ?? from.ids[0].value,
    at: envelope.at,
    from,
    providerId: envelope.key,
    parts: [{ type: "action", id, ...(label === undefined ? {} : { label }) }],
  };
}

function menuOf(event: Fields, envelope: Envelope, config: FeishuConfig): ChannelEvent | null {
  const operator = asRecord(event.operator) ?? {};
  const from = senderOf(asRecord(operator.operator_id) ?? {}, undefined, envelope, config);
  const id = asText(event.event_key);
  if (!from || id === undefined) return null;
  return { type: "message", key: envelope.key, thread: from.ids[0].value, at: envelope.at, from, providerId: envelope.key, parts: [{ type: "action", id }] };
}

/** Events of version 1 and callbacks of older cards: flat, with `uuid` or nothing as their id. */
function versionOne(fields: Fields, config: FeishuConfig, now: number): ChannelEvent | null {
  const event = asRecord(fields.event);
  const tenant = asText(event?.tenant_key) ?? asText(fields.tenant_key) ?? "";
  if (event?.type === "message") {
    const key = asText(fields.uuid) ?? asText(event.open_message_id) ?? "";
    const envelope = { key, at: epochMs(fields.ts, "s", now), tenant };
    const type = asText(event.msg_type) ?? "message";
    const from = senderOf({ open_id: event.open_id, union_id: event.union_id }, undefined, envelope, config);
    const thread = asText(event.open_chat_id);
    if (key === "" || !from || thread === undefined) return null;
    const text = asText(event.text_without_at_bot) ?? asText(event.text) ?? "";
    const part: Part = type === "text" ? { type: "text", text: text.trim() } : lost(type);
    return { type: "message", key, thread, at: envelope.at, from, providerId: asText(event.open_message_id) ?? key, parts: [part] };
  }
  const messageId = asText(fields.open_message_id);
  if (!asRecord(fields.action) || messageId === undefined) return null;
  const key = `card:${messageId}:${asText(fields.open_id) ?? ""}:${asText(fields.token) ?? ""}`.slice(0, 400);
  return pressOf(fields, { open_id: fields.open_id }, asText(fields.open_chat_id), { key, at: now, tenant }, config);
}
