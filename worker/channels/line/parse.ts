/** What people send a LINE account, alone, in groups and in rooms. */
import type { ChannelEvent, ReplyHandle } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { LineConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A reply token lives about a minute; the rest is the way there. */
const TOKEN_MS = 50_000;

export function parseLine(payload: string, config: LineConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  return { ok: true, events: asList(body.events).flatMap((event) => eventOf(asRecord(event) ?? {}, config, now) ?? []) };
}

function baseOf(fields: Fields, config: LineConfig, now: number) {
  const source = asRecord(fields.source);
  const place = asText(source?.groupId) ?? asText(source?.roomId);
  // Members who never agreed to LINE's terms have no id in groups.
  const person = asText(source?.userId) ?? place;
  const key = asText(fields.webhookEventId);
  if (person === undefined || key === undefined) return null;
  const at = epochMs(fields.timestamp, "ms", now);
  const token = asText(fields.replyToken);
  const reply: ReplyHandle | undefined = token === undefined ? undefined : { kind: "token", data: token, expiresAt: at + TOKEN_MS, uses: 1 };
  return {
    key: key.slice(0, 500),
    thread: place ?? person,
    at,
    from: { ids: [{ kind: "user_id" as const, scope: `line:${config.provider ?? config.channelId}`, value: person, verified: true }] as const },
    ...(reply ? { reply } : {}),
  };
}

function eventOf(fields: Fields, config: LineConfig, now: number): ChannelEvent | null {
  const base = baseOf(fields, config, now);
  // In standby another system of the account has the conversation.
  if (!base || fields.mode === "standby") return null;
  switch (fields.type) {
    case "message":
      return messageOf(asRecord(fields.message) ?? {}, base);
    case "postback": {
      const data = asText(asRecord(fields.postback)?.data);
      return data === undefined ? null : { type: "message", ...base, providerId: base.key, parts: [{ type: "action", id: data.slice(0, 1000) }] };
    }
    case "unsend": {
      const id = asText(asRecord(fields.unsend)?.messageId);
      return id === undefined ? null : { type: "message_deleted", ...base, providerId: id };
    }
    case "follow":
      return { type: "presence", ...base, state: "followed" };
    case "unfollow":
      return { type: "presence", ...base, state: "unfollowed" };
    case "accountLink": {
      const nonce = asText(asRecord(fields.link)?.nonce);
      return nonce === undefined || asRecord(fields.link)?.result !== "ok" ? null : { type: "presence", ...base, state: "opened", payload: nonce };
    }
    default:
      return null;
  }
}

function messageOf(message: Fields, base: NonNullable<ReturnType<typeof baseOf>>): ChannelEvent {
  const replyTo = asText(message.quotedMessageId);
  return { type: "message", ...base, providerId: asText(message.id) ?? base.key, parts: [partOf(message)], ...(replyTo === undefined ? {} : { replyTo }) };
}

const KINDS: Readonly<Record<string, Attachment["kind"]>> = { image: "image", video: "video", audio: "audio", file: "file" };

function partOf(message: Fields): Part {
  const type = asText(message.type) ?? "message";
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind !== undefined) return mediaOf(kind, message) ?? lost(type);
  if (type === "text") return { type: "text", text: asText(message.text) ?? "" };
  if (type === "location") return placeOf(message) ?? lost(type);
  const sticker = type === "sticker" ? asText(message.stickerId) : undefined;
  if (sticker === undefined) return lost(type);
  const url = `https://stickershop.line-scdn.net/stickershop/v1/sticker/${encodeURIComponent(sticker)}/android/sticker.png`;
  return { type: "media", media: { kind: "sticker", ref: { url, auth: false } } };
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

function mediaOf(kind: Attachment["kind"], message: Fields): Part | null {
  const provider = asRecord(message.contentProvider);
  const url = provider?.type === "external" ? asText(provider.originalContentUrl) : undefined;
  const mediaId = asText(message.id);
  const name = asText(message.fileName)?.slice(0, 500);
  const size = asNumber(message.fileSize);
  if (url === undefined && mediaId === undefined) return null;
  const ref = url === undefined ? { mediaId: mediaId ?? "" } : { url: url.slice(0, 4000), auth: false };
  return { type: "media", media: { kind, ref, ...(name === undefined ? {} : { name }), ...(size === undefined || size < 0 ? {} : { size }) } };
}

function placeOf(message: Fields): Part | null {
  const lat = asNumber(message.latitude);
  const lng = asNumber(message.longitude);
  if (lat === undefined || lng === undefined) return null;
  const name = asText(message.title);
  const address = asText(message.address);
  return { type: "location", lat, lng, datum: "wgs84", ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}
