/** What users of a mini program send: JSON or XML with the same fields. */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import { readFlatXml } from "../flat-xml.ts";
import type { WechatMiniConfig } from "./index.ts";

type Fields = Readonly<Record<string, string>>;

export function parseWechatMini(payload: string, config: WechatMiniConfig, _request: RawRequest, now: number): Parsed {
  const fields = payload.trimStart().startsWith("<") ? readFlatXml(payload) : jsonFields(payload);
  if (!fields) return { ok: false, why: "the payload is neither XML nor JSON of WeChat" };
  const openid = fields.FromUserName;
  if (!openid) return { ok: true, events: [] };
  const base = {
    thread: openid,
    at: epochMs(fields.CreateTime, "s", now),
    from: { ids: [{ kind: "openid" as const, scope: config.appId, value: openid, verified: true }] as const },
  };
  const event = fields.MsgType === "event" ? eventOf(fields, openid, base) : messageOf(fields, openid, base);
  return { ok: true, events: event ? [event] : [] };
}

function jsonFields(payload: string): Fields | null {
  const record = asRecord(parseExactJson(payload));
  if (!record) return null;
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(record)) {
    const text = asText(value);
    if (text !== undefined) fields[name] = text;
  }
  return fields;
}

type Base = Pick<Extract<ChannelEvent, { type: "message" }>, "thread" | "at" | "from">;

function messageOf(fields: Fields, openid: string, base: Base): ChannelEvent {
  const id = fields.MsgId ?? `${openid}:${fields.CreateTime ?? ""}`;
  return { type: "message", key: `m:${id}`, ...base, providerId: id, parts: [partOf(fields)] };
}

function partOf(fields: Fields): Part {
  switch (fields.MsgType) {
    case "text":
      return { type: "text", text: fields.Content ?? "" };
    case "image":
      return fields.MediaId ? { type: "media", media: { kind: "image", ref: { mediaId: fields.MediaId } } } : lost(fields);
    case "miniprogrampage": // a page card; agents see which page it is
      return { type: "text", text: [fields.Title, fields.PagePath].filter(Boolean).join("\n") };
    default:
      return lost(fields);
  }
}

const lost = (fields: Fields): Part => ({ type: "unsupported", hint: (fields.MsgType ?? "message").slice(0, 100) });

/** `SessionFrom` is what the page's button carries: the place for a signed user token. */
function eventOf(fields: Fields, openid: string, base: Base): ChannelEvent | null {
  const name = fields.Event ?? "";
  if (name !== "user_enter_tempsession") return null;
  const key = `e:${openid}:${fields.CreateTime ?? ""}:${name}`;
  const payload = fields.SessionFrom ? { payload: fields.SessionFrom } : {};
  return { type: "presence", key, ...base, state: "opened", opens: "opened", ...payload };
}
