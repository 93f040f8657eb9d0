/** What fans write: JSON, or the XML form that the account can be switched to. Messages have no id of their own. */
import type { ChannelEvent, ReplyHandle } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed } from "../channel.ts";
import { asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import { readFlatXml } from "../flat-xml.ts";
import { fingerprint } from "../signatures.ts";
import type { WeiboConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Weibo drops the connection after 5 s; the rest is the way back. */
const PASSIVE_MS = 4500;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const CREATED_AT = /^\w{3} (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2}) (\d{4})$/;

export function parseWeibo(payload: string, config: WeiboConfig, _request: unknown, now: number): Parsed {
  const fields = payload.trimStart().startsWith("<") ? jsonOfXml(readFlatXml(payload)) : asRecord(parseExactJson(payload));
  if (!fields) return { ok: false, why: "the payload is neither JSON nor XML of Weibo" };
  const event = eventOf(fields, config, now);
  return { ok: true, events: event ? [event] : [] };
}

/** The XML form has WeChat's field names. */
function jsonOfXml(xml: Readonly<Record<string, string>> | null): Fields | null {
  if (!xml) return null;
  const data = { subtype: xml.Event, key: xml.EventKey, tovfid: xml.MediaId, latitude: xml.Location_X, longitude: xml.Location_Y };
  const type = xml.MsgType === "location" ? "position" : xml.MsgType;
  return { type, sender_id: xml.FromUserName, receiver_id: xml.ToUserName, created_at: xml.CreateTime, text: xml.Content, data };
}

/** "Mon Jul 16 18:09:20 +0800 2012", or epoch seconds in the XML form. */
function timeOf(created: string, now: number): number {
  const match = CREATED_AT.exec(created);
  if (!match) return epochMs(created, "s", now);
  const [, month = "", day = "", clock = "", hours = "", minutes = "", year = ""] = match;
  const at = Date.parse(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}-${day}T${clock}${hours}:${minutes}`);
  return Number.isNaN(at) ? now : at;
}

function eventOf(fields: Fields, config: WeiboConfig, now: number): ChannelEvent | null {
  const sender = asText(fields.sender_id);
  if (sender === undefined || sender === config.uid) return null;
  const type = asText(fields.type) ?? "message";
  const created = asText(fields.created_at) ?? "";
  const data = asRecord(fields.data) ?? {};
  const text = asText(fields.text) ?? "";
  const common = {
    key: `${sender}:${created}:${type}:${fingerprint(text + JSON.stringify(data))}`.slice(0, 400),
    thread: sender,
    at: timeOf(created, now),
    from: { ids: [{ kind: "user_id" as const, scope: "weibo", value: sender, verified: true }] as const },
  };
  if (type === "event") return relationOf(data, common);
  const handle: ReplyHandle = { kind: "http_response", data: sender, expiresAt: now + PASSIVE_MS, uses: 1 };
  return { type: "message", ...common, providerId: common.key, parts: [partOf(type, text, data)], ...(config.passive ? { reply: handle } : {}) };
}

function partOf(type: string, text: string, data: Fields): Part {
  switch (type) {
    case "text":
      return { type: "text", text };
    case "position":
      return placeOf(data) ?? lost(type);
    case "image":
      return mediaOf("image", data) ?? lost(type);
    case "voice":
      return mediaOf("audio", data) ?? lost(type);
    default:
      return lost(type);
  }
}

const lost = (type: string): Part => ({ type: "unsupported", hint: type.slice(0, 100) });

/** `tovfid` is the copy that belongs to the receiver. */
function mediaOf(kind: Attachment["kind"], data: Fields): Part | null {
  const mediaId = asText(data.tovfid) ?? asText(data.vfid);
  return mediaId === undefined ? null : { type: "media", media: { kind, ref: { mediaId } } };
}

function placeOf(data: Fields): Part | null {
  const lat = asNumber(data.latitude);
  const lng = asNumber(data.longitude);
  return lat === undefined || lng === undefined ? null : { type: "location", lat, lng, datum: "unknown" };
}

function relationOf(data: Fields, common: Pick<Extract<ChannelEvent, { type: "message" }>, "key" | "thread" | "at" | "from">): ChannelEvent | null {
  const payload = asText(data.key);
  const withPayload = payload === undefined ? {} : { payload };
  switch (asText(data.subtype)?.toLowerCase()) {
    case "follow":
    case "subscribe":
    case "scan_follow":
      return { type: "presence", ...common, state: "followed", ...withPayload };
    case "unfollow":
      return { type: "presence", ...common, state: "unfollowed" };
    case "unsubscribe":
      return { type: "presence", ...common, state: "opted_out" };
    case "scan":
    case "view":
      return { type: "presence", ...common, state: "opened", ...withPayload };
    case "click":
      return { type: "message", ...common, providerId: common.key, parts: [{ type: "action", id: payload ?? "menu" }] };
    default:
      return null;
  }
}
