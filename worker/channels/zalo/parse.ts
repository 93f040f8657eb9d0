/** What people send a Zalo Official Account, and what became of our messages. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { ZaloConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

export function parseZalo(payload: string, config: ZaloConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const event = eventOf(body, config, now);
  return { ok: true, events: event ? [event] : [] };
}

function baseOf(body: Fields, name: string, config: ZaloConfig, now: number) {
  const isOurs = name.startsWith("oa_");
  const account = asText(asRecord(isOurs ? body.sender : body.recipient)?.id) ?? asText(body.oa_id);
  const person = asText(asRecord(isOurs ? body.recipient : body.sender)?.id) ?? asText(asRecord(body.follower)?.id);
  if (person === undefined) return null;
  return {
    thread: person.slice(0, 200),
    at: epochMs(body.timestamp, "ms", now),
    from: { ids: [{ kind: "user_id" as const, scope: `zalo:${account ?? config.oaId}`, value: person.slice(0, 200), verified: true }] as const },
    ...(account === undefined || account === config.oaId ? {} : { providerAccount: account }),
  };
}

function eventOf(body: Fields, config: ZaloConfig, now: number): ChannelEvent | null {
  const name = asText(body.event_name) ?? "";
  const base = baseOf(body, name, config, now);
  const message = asRecord(body.message) ?? {};
  const id = asText(message.msg_id);
  if (!base) return null;
  const key = `${name}:${id ?? `${base.thread}:${asText(body.timestamp) ?? ""}`}`.slice(0, 500);
  if (name === "follow" || name === "unfollow") return { type: "presence", ...base, key, state: name === "follow" ? "followed" : "unfollowed" };
  if (name === "user_received_message" || name === "user_seen_message") {
    const ids = [...asList(message.msg_ids), message.msg_id].flatMap((given) => asText(given) ?? []);
    return ids.length === 0
      ? null
      : {
          type: "receipt",
          ...base,
          key: `${name}:${ids.join(",")}`.slice(0, 500),
          receipt: { status: name === "user_seen_message" ? "read" : "delivered", providerIds: ids },
        };
  }
  const isOurs = name.startsWith("oa_send_");
  if (!isOurs && !name.startsWith("user_send_") && name !== "user_click_button") return null;
  const quoted = asText(message.quote_msg_id);
  return {
    type: "message",
    ...base,
    key,
    providerId: id ?? key,
    parts: partsOf(name, message),
    ...(quoted === undefined ? {} : { replyTo: quoted }),
    ...(isOurs ? { echo: true } : {}),
  };
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

function partsOf(name: string, message: Fields): Part[] {
  const text = asText(message.text);
  if (name === "user_click_button") return [{ type: "action", id: text?.slice(0, 1000) ?? "button" }];
  const parts = asList(message.attachments).map((entry) => attachmentOf(asRecord(entry) ?? {}));
  if (text !== undefined) parts.unshift({ type: "text", text });
  return parts.length > 0 ? parts : [lost(name.replace(/^(user|oa)_send_/, "") || "message")];
}

const KINDS: Readonly<Record<string, Attachment["kind"]>> = {
  image: "image",
  gif: "image",
  photo: "image",
  audio: "audio",
  video: "video",
  file: "file",
  sticker: "sticker",
};

function attachmentOf(attachment: Fields): Part {
  const type = asText(attachment.type) ?? "attachment";
  const payload = asRecord(attachment.payload) ?? {};
  const url = asText(payload.url);
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind !== undefined && url !== undefined && url.length <= 4000) {
    const name = asText(payload.name)?.slice(0, 500);
    const size = asNumber(payload.size);
    return {
      type: "media",
      media: { kind, ref: { url, auth: false }, ...(name === undefined ? {} : { name }), ...(size === undefined || size < 0 ? {} : { size }) },
    };
  }
  const at = asRecord(payload.coordinates);
  const lat = asNumber(at?.latitude);
  const lng = asNumber(at?.longitude);
  if (lat !== undefined && lng !== undefined) return { type: "location", lat, lng, datum: "wgs84" };
  const words = [asText(payload.title), asText(payload.description), url].filter(Boolean).join("\n");
  return type === "link" && words !== "" ? { type: "text", text: words } : lost(type);
}
