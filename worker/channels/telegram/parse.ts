/** What people send a Telegram bot. Message ids count per chat, so a provider id is `<chat>:<message>`. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { TelegramConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

export function parseTelegram(payload: string, _config: TelegramConfig, _request: RawRequest, now: number): Parsed {
  const update = asRecord(parseExactJson(payload));
  if (!update) return { ok: false, why: "the payload is no JSON object" };
  const id = asText(update.update_id);
  const event = id === undefined ? null : eventOf(update, `u:${id.slice(0, 100)}`, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(update: Fields, key: string, now: number): ChannelEvent | null {
  const message = asRecord(update.message);
  const edited = asRecord(update.edited_message);
  const pressed = asRecord(update.callback_query);
  const member = asRecord(update.my_chat_member);
  if (message) return messageOf(message, key, now);
  if (edited) return editOf(edited, key, now);
  if (pressed) return pressOf(pressed, key, now);
  return member ? memberOf(member, key, now) : null;
}

/** Null when it is nobody's message: no chat, no sender (channels), or another bot. */
function baseOf(fields: Fields, key: string, at: unknown, now: number) {
  const chat = asText(asRecord(fields.chat)?.id);
  const sender = asRecord(fields.from);
  const userId = asText(sender?.id);
  if (chat === undefined || userId === undefined || sender?.is_bot === true) return null;
  const name = [asText(sender?.first_name), asText(sender?.last_name)].filter(Boolean).join(" ");
  const locale = asText(sender?.language_code);
  const id: Identity = { kind: "user_id", scope: "telegram", value: userId, verified: true };
  const phone = ownPhone(fields, userId);
  const ids: [Identity, ...Identity[]] = phone ? [id, phone] : [id];
  return { key, thread: chat, at: epochMs(at, "s", now), from: { ids, ...(name === "" ? {} : { name }), ...(locale === undefined ? {} : { locale }) } };
}

/** A shared contact proves a phone number only when it is the sender's own. */
function ownPhone(fields: Fields, userId: string): Identity | null {
  const contact = asRecord(fields.contact);
  const digits = asText(contact?.phone_number)?.replace(/\D/g, "");
  return digits && asText(contact?.user_id) === userId ? { kind: "phone", scope: "", value: `+${digits}`, verified: true } : null;
}

const providerIdOf = (fields: Fields, thread: string): string => `${thread}:${asText(fields.message_id) ?? ""}`;

function messageOf(fields: Fields, key: string, now: number): ChannelEvent | null {
  const base = baseOf(fields, key, fields.date, now);
  if (!base || isService(fields)) return null;
  const start = /^\/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*$/.exec(asText(fields.text) ?? "");
  // The first press on "Start", with what the link t.me/<bot>?start=… carried.
  if (start) return { type: "presence", ...base, state: "followed", ...(start[1] === undefined ? {} : { payload: start[1] }) };
  const answered = asRecord(fields.reply_to_message);
  return {
    type: "message",
    ...base,
    providerId: providerIdOf(fields, base.thread),
    parts: partsOf(fields),
    ...(answered ? { replyTo: providerIdOf(answered, base.thread) } : {}),
  };
}

function editOf(fields: Fields, key: string, now: number): ChannelEvent | null {
  const base = baseOf(fields, key, fields.edit_date ?? fields.date, now);
  return base && { type: "message_edited", ...base, providerId: providerIdOf(fields, base.thread), parts: partsOf(fields) };
}

function pressOf(fields: Fields, key: string, now: number): ChannelEvent | null {
  const shown = asRecord(fields.message);
  const base = baseOf({ chat: shown?.chat ?? { id: asRecord(fields.from)?.id }, from: fields.from }, key, undefined, now);
  const data = asText(fields.data);
  if (!base || data === undefined) return null;
  return { type: "message", ...base, providerId: `press:${(asText(fields.id) ?? key).slice(0, 100)}`, parts: [{ type: "action", id: data.slice(0, 1000) }] };
}

function memberOf(fields: Fields, key: string, now: number): ChannelEvent | null {
  const base = baseOf(fields, key, fields.date, now);
  const status = asText(asRecord(fields.new_chat_member)?.status);
  if (!base || status === undefined) return null;
  return { type: "presence", ...base, state: status === "kicked" || status === "left" ? "unfollowed" : "followed" };
}

/** Notes of the platform inside a chat: nobody wrote them. */
const SERVICE =
  /^(new_chat_|left_chat_|delete_chat_|group_chat_|supergroup_chat_|channel_chat_|migrate_|pinned_message|forum_topic_|general_forum_|video_chat_|message_auto_delete)/;
const isService = (fields: Fields): boolean => Object.keys(fields).some((name) => SERVICE.test(name));

const FRAME = new Set(["message_id", "from", "chat", "date", "edit_date", "sender_chat", "entities", "caption_entities", "reply_to_message", "media_group_id"]);
const hintOf = (fields: Fields): string => Object.keys(fields).find((name) => !FRAME.has(name)) ?? "message";

function partsOf(fields: Fields): Part[] {
  const text = asText(fields.text);
  if (text !== undefined) return [{ type: "text", text }];
  const caption = asText(fields.caption);
  const media = attachmentOf(fields);
  if (media) return [{ type: "media", media, ...(caption === undefined ? {} : { caption }) }];
  const place = placeOf(fields);
  if (place) return [place];
  const contact = asRecord(fields.contact);
  if (contact)
    return [{ type: "text", text: [contact.first_name, contact.last_name, contact.phone_number].map(asText).filter(Boolean).join(" ") || "contact" }];
  const lost: Part = { type: "unsupported", hint: hintOf(fields).slice(0, 100) };
  return caption === undefined ? [lost] : [lost, { type: "text", text: caption }];
}

const KINDS: readonly (readonly [string, Attachment["kind"]])[] = [
  ["animation", "video"], // comes with `document` as well
  ["document", "file"],
  ["voice", "audio"],
  ["audio", "audio"],
  ["video", "video"],
  ["video_note", "video"],
  ["sticker", "sticker"],
];

/** Of a photo's sizes the last is the largest. */
function attachmentOf(fields: Fields): Attachment | null {
  const found = KINDS.find(([name]) => asRecord(fields[name]) !== null);
  const file = found ? asRecord(fields[found[0]]) : asRecord(asList(fields.photo).at(-1));
  const mediaId = asText(file?.file_id);
  if (!file || mediaId === undefined) return null;
  const mime = asText(file.mime_type);
  const name = asText(file.file_name);
  const size = asNumber(file.file_size);
  return {
    kind: found?.[1] ?? "image",
    ref: { mediaId },
    ...(mime === undefined ? {} : { mime }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined || size < 0 ? {} : { size }),
  };
}

function placeOf(fields: Fields): Part | null {
  const venue = asRecord(fields.venue);
  const at = asRecord(venue?.location) ?? asRecord(fields.location);
  const lat = asNumber(at?.latitude);
  const lng = asNumber(at?.longitude);
  if (lat === undefined || lng === undefined) return null;
  const name = asText(venue?.title);
  const address = asText(venue?.address);
  return { type: "location", lat, lng, datum: "wgs84", ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}
