/** What people send a Viber bot. Message tokens exceed 2^53. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { ViberConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

export function parseViber(payload: string, config: ViberConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const event = eventOf(body, config, now);
  return { ok: true, events: event ? [event] : [] };
}

function eventOf(body: Fields, config: ViberConfig, now: number): ChannelEvent | null {
  const person = asRecord(body.sender) ?? asRecord(body.user) ?? { id: body.user_id };
  const userId = asText(person.id)?.slice(0, 200);
  const token = asText(body.message_token);
  const name = asText(body.event);
  if (userId === undefined || token === undefined || name === undefined) return null;
  const base = { key: `${name}:${token}`.slice(0, 500), thread: userId, at: epochMs(body.timestamp, "ms", now), from: senderOf(person, userId, config) };
  switch (name) {
    case "message":
      return { type: "message", ...base, providerId: token, parts: [partOf(asRecord(body.message) ?? {})] };
    case "conversation_started": {
      const payload = asText(body.context);
      return { type: "presence", ...base, state: "opened", ...(payload === undefined ? {} : { payload }) };
    }
    case "subscribed":
      return { type: "presence", ...base, state: "followed" };
    case "unsubscribed":
      return { type: "presence", ...base, state: "unfollowed" };
    case "delivered":
      return { type: "receipt", ...base, receipt: { status: "delivered", providerIds: [token] } };
    case "seen":
      return { type: "receipt", ...base, receipt: { status: "read", providerIds: [token] } };
    case "failed": {
      const detail = asText(body.desc)?.slice(0, 300);
      return {
        type: "receipt",
        ...base,
        receipt: { status: "failed", providerIds: [token], error: { code: "failed", class: "invalid", ...(detail === undefined ? {} : { detail }) } },
      };
    }
    default:
      return null;
  }
}

function senderOf(person: Fields, userId: string, config: ViberConfig) {
  const name = asText(person.name)?.slice(0, 200);
  const avatarUrl = asText(person.avatar)?.slice(0, 2000);
  const locale = asText(person.language)?.slice(0, 50);
  const ids: [Identity] = [{ kind: "user_id", scope: `viber:${config.botUri}`, value: userId, verified: true }];
  return { ids, ...(name === undefined ? {} : { name }), ...(avatarUrl === undefined ? {} : { avatarUrl }), ...(locale === undefined ? {} : { locale }) };
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

function partOf(message: Fields): Part {
  const type = asText(message.type) ?? "message";
  const text = asText(message.text);
  switch (type) {
    case "text":
      return pressedOf(message, text ?? "") ?? { type: "text", text: text ?? "" };
    case "picture":
    case "video":
    case "file":
      return mediaOf(type, message, text) ?? lost(type);
    case "url":
      return { type: "text", text: asText(message.media) ?? text ?? "" };
    case "contact": {
      const contact = asRecord(message.contact);
      return { type: "text", text: [asText(contact?.name), asText(contact?.phone_number)].filter(Boolean).join(" ") || "contact" };
    }
    case "location": {
      const lat = asNumber(asRecord(message.location)?.lat);
      const lng = asNumber(asRecord(message.location)?.lon);
      return lat === undefined || lng === undefined ? lost(type) : { type: "location", lat, lng, datum: "wgs84" };
    }
    default:
      return lost(type);
  }
}

function mediaOf(type: "picture" | "video" | "file", message: Fields, text: string | undefined): Part | null {
  const url = asText(message.media);
  if (url === undefined || url.length > 4000) return null;
  const name = asText(message.file_name)?.slice(0, 500);
  const size = asNumber(message.size);
  const media = {
    kind: type === "picture" ? ("image" as const) : type,
    ref: { url, auth: false },
    ...(name === undefined ? {} : { name }),
    ...(size === undefined || size < 0 ? {} : { size }),
  };
  return { type: "media", media, ...(text === undefined ? {} : { caption: text }) };
}

/** A pressed button comes as its words; what it stood for came along with our last message and comes back here. */
function pressedOf(message: Fields, text: string): Part | null {
  const offered = asList(asRecord(parseExactJson(asText(message.tracking_data) ?? ""))?.choices);
  const pressed = offered.map(asList).find(([, label]) => asText(label) === text);
  const id = asText(pressed?.[0]);
  return id === undefined ? null : { type: "action", id: id.slice(0, 1000), label: text.slice(0, 500) };
}
