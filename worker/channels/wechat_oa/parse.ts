/** What followers of an official account send and do. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asNumber, epochMs } from "../exact-json.ts";
import { readFlatXml } from "../flat-xml.ts";
import type { WechatOaConfig } from "./index.ts";

type Fields = Readonly<Record<string, string>>;

/** WeChat drops the connection after 5 s; the rest is the way back. */
const PASSIVE_MS = 4500;

export function parseWechatOa(payload: string, config: WechatOaConfig, _request: RawRequest, now: number): Parsed {
  const fields = readFlatXml(payload);
  if (!fields) return { ok: false, why: "the payload is no XML of WeChat" };
  const openid = fields.FromUserName;
  if (!openid) return { ok: true, events: [] };
  const event = fields.MsgType === "event" ? eventOf(fields, openid, config, now) : messageOf(fields, openid, config, now);
  return { ok: true, events: event ? [event] : [] };
}

function base(fields: Fields, openid: string, config: WechatOaConfig, now: number) {
  return {
    thread: openid,
    at: epochMs(fields.CreateTime, "s", now),
    from: { ids: [{ kind: "openid" as const, scope: config.appId, value: openid, verified: true }] as const },
  };
}

function messageOf(fields: Fields, openid: string, config: WechatOaConfig, now: number): ChannelEvent {
  const id = fields.MsgId ?? `${openid}:${fields.CreateTime ?? ""}`;
  const handle = { kind: "http_response" as const, data: JSON.stringify({ to: openid, from: fields.ToUserName ?? "" }), expiresAt: now + PASSIVE_MS, uses: 1 };
  return {
    type: "message",
    key: `m:${id}`,
    ...base(fields, openid, config, now),
    ...(config.passive ? { reply: handle } : {}),
    providerId: id,
    parts: [partOf(fields)],
  };
}

function partOf(fields: Fields): Part {
  const { MediaId: mediaId } = fields;
  switch (fields.MsgType) {
    case "text":
      return fields.bizmsgmenuid ? { type: "action", id: fields.bizmsgmenuid, label: fields.Content ?? "" } : { type: "text", text: fields.Content ?? "" };
    case "image":
      return mediaId ? { type: "media", media: { kind: "image", ref: { mediaId } } } : lost(fields);
    case "voice":
      return mediaId ? voiceOf(fields, mediaId) : lost(fields);
    case "video":
    case "shortvideo":
      return mediaId ? { type: "media", media: { kind: "video", ref: { mediaId } } } : lost(fields);
    case "location":
      return placeOf(fields) ?? lost(fields);
    case "link":
      return { type: "text", text: [fields.Title, fields.Description, fields.Url].filter(Boolean).join("\n") };
    case "file": // sent by some clients; the platform has no way to download it
      return { type: "unsupported", hint: `file ${fields.Title ?? ""}`.trim() };
    default:
      return lost(fields);
  }
}

const lost = (fields: Fields): Part => ({ type: "unsupported", hint: (fields.MsgType ?? "message").slice(0, 100) });

function voiceOf(fields: Fields, mediaId: string): Part {
  const media = { kind: "audio" as const, ref: { mediaId }, ...(fields.Format ? { mime: `audio/${fields.Format.toLowerCase()}` } : {}) };
  return fields.Recognition ? { type: "media", media, caption: fields.Recognition } : { type: "media", media };
}

/** Location_X is the latitude; WeChat draws in GCJ-02. */
function placeOf(fields: Fields): Part | null {
  const lat = asNumber(fields.Location_X);
  const lng = asNumber(fields.Location_Y);
  if (lat === undefined || lng === undefined) return null;
  return { type: "location", lat, lng, datum: "gcj02", ...(fields.Label ? { address: fields.Label } : {}) };
}

function eventOf(fields: Fields, openid: string, config: WechatOaConfig, now: number): ChannelEvent | null {
  const name = fields.Event ?? "";
  const payload = fields.EventKey ?? "";
  const common = { ...base(fields, openid, config, now), key: `e:${[openid, fields.CreateTime ?? "", name, payload].join(":").slice(0, 400)}` };
  switch (name.toLowerCase()) {
    case "subscribe":
      return { type: "presence", ...common, state: "followed", opens: "followed", ...withPayload(payload.replace(/^qrscene_/, "")) };
    case "unsubscribe":
      return { type: "presence", ...common, state: "unfollowed" };
    case "scan":
      return { type: "presence", ...common, state: "opened", opens: "scanned", ...withPayload(payload) };
    case "click":
      return { type: "message", ...common, providerId: common.key, opens: "clicked", parts: [{ type: "action", id: payload || "menu" }] };
    case "view":
      return { type: "presence", ...common, state: "opened", ...withPayload(payload) };
    case "location":
      return { type: "presence", ...common, state: "opened", payload: `location:${fields.Latitude ?? ""},${fields.Longitude ?? ""}` };
    case "templatesendjobfinish":
      return receiptOf(fields, common);
    default:
      return null;
  }
}

const withPayload = (payload: string): { payload?: string } => (payload === "" ? {} : { payload });

function receiptOf(fields: Fields, common: ReturnType<typeof base> & { key: string }): ChannelEvent | null {
  const id = fields.MsgID ?? fields.MsgId;
  if (!id) return null;
  const status = fields.Status ?? "";
  const key = `${common.key}:${id}`;
  if (status === "success") return { type: "receipt", ...common, key, receipt: { status: "delivered", providerIds: [id] } };
  const error = { code: status, class: status === "failed:user block" ? ("blocked" as const) : ("transient" as const) };
  return { type: "receipt", ...common, key, receipt: { status: "failed", providerIds: [id], error } };
}
