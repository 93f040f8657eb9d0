/** What people write to a QQ bot. Every message brings the right to a few answers, bound to its id. */
import type { ChannelEvent, ReplyHandle, Sender } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { QqConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

const MINUTE = 60_000;
/** bot.q.qq.com: 60 minutes in private, 5 in groups and guilds; 5 replies each. */
const PRIVATE_MS = 60 * MINUTE;
const GROUP_MS = 5 * MINUTE;
const REPLIES = 5;
const DISPATCH = 0;

export function parseQq(payload: string, config: QqConfig, _request: unknown, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const data = asRecord(body.d);
  if (asNumber(body.op) !== DISPATCH || !data) return { ok: true, events: [] };
  const event = eventOf(asText(body.t) ?? "", data, asText(body.id), config, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(type: string, data: Fields, eventId: string | undefined, config: QqConfig, now: number): ChannelEvent | null {
  const author = asRecord(data.author) ?? {};
  switch (type) {
    case "C2C_MESSAGE_CREATE":
      return messageOf(data, privateSender(author.user_openid, config), threadOf("c2c", author.user_openid), PRIVATE_MS, now);
    case "GROUP_AT_MESSAGE_CREATE":
    case "GROUP_MESSAGE_CREATE":
      return messageOf(data, groupSender(author.member_openid, data.group_openid, config), threadOf("group", data.group_openid), GROUP_MS, now);
    case "AT_MESSAGE_CREATE":
    case "MESSAGE_CREATE":
      return messageOf(data, guildSender(author, config), threadOf("channel", data.channel_id), GROUP_MS, now);
    case "DIRECT_MESSAGE_CREATE":
      return messageOf(data, guildSender(author, config), threadOf("dm", data.guild_id), GROUP_MS, now);
    case "DIRECT_MESSAGE_DELETE":
    case "PUBLIC_MESSAGE_DELETE":
    case "MESSAGE_DELETE":
      return recallOf(data, type, config, now);
    case "INTERACTION_CREATE":
      return pressOf(data, config, now);
    default:
      return relationOf(type, data, eventId, config, now);
  }
}

const threadOf = (place: string, id: unknown): string | null => {
  const value = asText(id);
  return value === undefined ? null : `${place}:${value}`;
};

function senderOf(kind: "openid" | "user_id", scope: string, id: unknown, name?: string): Sender | null {
  const value = asText(id);
  if (value === undefined) return null;
  return { ids: [{ kind, scope, value, verified: true }], ...(name === undefined ? {} : { name }) };
}

const privateSender = (id: unknown, config: QqConfig): Sender | null => senderOf("openid", config.appId, id);
/** A member's id differs from group to group. */
const groupSender = (id: unknown, group: unknown, config: QqConfig): Sender | null => senderOf("openid", `${config.appId}:${asText(group) ?? ""}`, id);
const guildSender = (author: Fields, config: QqConfig): Sender | null => senderOf("user_id", `qq:${config.appId}`, author.id, asText(author.username));

function timeOf(data: Fields, now: number): number {
  const at = Date.parse(asText(data.timestamp) ?? "");
  if (!Number.isNaN(at)) return at;
  return epochMs(data.timestamp, "s", now); // relations carry epoch seconds
}

const handleOf = (data: string, at: number, openMs: number): ReplyHandle => ({ kind: "message_ref", data, expiresAt: at + openMs, uses: REPLIES });

function messageOf(data: Fields, from: Sender | null, thread: string | null, openMs: number, now: number): ChannelEvent | null {
  const id = asText(data.id);
  if (id === undefined || from === null || thread === null || asRecord(data.author)?.bot === true) return null;
  const at = timeOf(data, now);
  const quoted = asText(asRecord(data.message_reference)?.message_id);
  return {
    type: "message",
    key: id,
    thread,
    at,
    from,
    providerId: id,
    parts: partsOf(data),
    reply: handleOf(id, at, openMs),
    ...(quoted === undefined ? {} : { replyTo: quoted }),
  };
}

function partsOf(data: Fields): Part[] {
  const text = (asText(data.content) ?? "").replace(/<@!?\d+>/g, "").trim();
  const words: Part[] = text === "" ? [] : [{ type: "text", text }];
  const media = asList(data.attachments).map((entry) => mediaOf(asRecord(entry) ?? {}));
  const parts = [...words, ...media];
  return parts.length > 0 ? parts : [{ type: "unsupported", hint: `message type ${asText(data.message_type) ?? "unknown"}` }];
}

function mediaOf(fields: Fields): Part {
  const address = asText(fields.url);
  const mime = asText(fields.content_type) ?? "";
  if (address === undefined) return { type: "unsupported", hint: mime.slice(0, 100) || "attachment" };
  const name = asText(fields.filename);
  const size = asNumber(fields.size);
  const caption = asText(fields.asr_refer_text);
  const media: Attachment = {
    kind: kindOf(mime),
    ref: { url: address.includes("://") ? address : `https://${address}`, auth: false },
    ...(mime.includes("/") ? { mime } : {}),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined || size < 0 ? {} : { size }),
  };
  return { type: "media", media, ...(caption === undefined ? {} : { caption }) };
}

function kindOf(mime: string): Attachment["kind"] {
  if (mime.startsWith("image/")) return "image";
  if (mime.startsWith("video/")) return "video";
  return mime === "voice" || mime.startsWith("audio/") ? "audio" : "file";
}

/** Guilds tell of deleted messages. */
function recallOf(data: Fields, type: string, config: QqConfig, now: number): ChannelEvent | null {
  const message = asRecord(data.message) ?? {};
  const id = asText(message.id);
  const from = guildSender(asRecord(message.author) ?? {}, config);
  const thread = type === "DIRECT_MESSAGE_DELETE" ? threadOf("dm", message.guild_id) : threadOf("channel", message.channel_id);
  if (id === undefined || from === null || thread === null) return null;
  return { type: "message_deleted", key: `delete:${id}`, thread, at: now, from, providerId: id };
}

/** A pressed button; the answer names the interaction instead of a message. */
function pressOf(data: Fields, config: QqConfig, now: number): ChannelEvent | null {
  const id = asText(data.id);
  const resolved = asRecord(asRecord(data.data)?.resolved) ?? {};
  const group = asText(data.group_openid);
  const from = group === undefined ? privateSender(data.user_openid, config) : groupSender(data.group_member_openid, group, config);
  const thread = group === undefined ? threadOf("c2c", data.user_openid) : threadOf("group", group);
  const action = asText(resolved.button_data) ?? asText(resolved.button_id);
  if (id === undefined || from === null || thread === null || action === undefined) return null;
  const at = timeOf(data, now);
  return { type: "message", key: id, thread, at, from, providerId: id, parts: [{ type: "action", id: action }], reply: handleOf(`event:${id}`, at, GROUP_MS) };
}

const RELATIONS: Readonly<Record<string, "followed" | "unfollowed" | "opted_out" | "opened">> = {
  FRIEND_ADD: "followed",
  FRIEND_DEL: "unfollowed",
  C2C_MSG_REJECT: "opted_out",
  C2C_MSG_RECEIVE: "followed",
};

function relationOf(type: string, data: Fields, eventId: string | undefined, config: QqConfig, now: number): ChannelEvent | null {
  const state = RELATIONS[type];
  const from = privateSender(data.openid, config);
  if (state === undefined || from === null) return null;
  const at = timeOf(data, now);
  const key = eventId ?? `${type}:${from.ids[0].value}:${asText(data.timestamp) ?? ""}`;
  return { type: "presence", key, thread: `c2c:${from.ids[0].value}`, at, from, state };
}
