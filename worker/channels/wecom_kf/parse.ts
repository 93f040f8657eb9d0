/** The doorbell, and the messages behind it. */
import type { ChannelEvent, ErrorClass, HttpCall } from "../../../protocol/channels.ts";
import type { Attachment, Part } from "../../../protocol/message.ts";
import type { Parsed, PullPage } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import { readFlatXml } from "../flat-xml.ts";
import type { WecomKfConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

const PAGE = 1000;
/** An account's first pull brings up to three days of history: what is older than this was answered, or never will be. */
const HISTORY_MS = 10 * 60_000;
const WELCOME_MS = 20_000;
const CUSTOMER = 3;
const SYSTEM = 4;
const SERVICER = 5;

export function parseWecomKf(payload: string, config: WecomKfConfig): Parsed {
  const fields = readFlatXml(payload);
  if (!fields) return { ok: false, why: "the payload is no XML of WeCom" };
  const openKfId = fields.OpenKfId ?? "";
  const isOurs = config.openKfId === undefined || config.openKfId === openKfId;
  if (fields.Event !== "kf_msg_or_event" || openKfId === "" || !isOurs) return { ok: true, events: [] };
  const token = fields.Token ?? "";
  return { ok: true, events: [{ type: "doorbell", key: `d:${openKfId}:${fields.CreateTime ?? ""}:${token}`.slice(0, 400), hint: { openKfId, token } }] };
}

/** One page of messages. Without `token` (a cron's look) the platform allows few calls. */
export function pullWecomKf(
  hint: Readonly<Record<string, string>>,
  cursor: string | null,
  config: WecomKfConfig,
): { call: HttpCall; read(body: unknown, now: number): PullPage | null } {
  const json = {
    ...(cursor === null ? {} : { cursor }),
    ...(hint.token ? { token: hint.token } : {}),
    limit: PAGE,
    voice_format: 0,
    open_kfid: hint.openKfId ?? config.openKfId ?? "",
  };
  const call: HttpCall = { method: "POST", path: "/cgi-bin/kf/sync_msg", auth: "token", json, idempotent: true };
  return { call, read: (body, now) => readPage(body, cursor, config, now) };
}

function readPage(body: unknown, cursor: string | null, config: WecomKfConfig, now: number): PullPage | null {
  const page = asRecord(body);
  if (!page || (asNumber(page.errcode) ?? 0) !== 0) return null;
  const events = asList(page.msg_list).flatMap((entry) => {
    const fields = asRecord(entry);
    const event = fields ? eventOf(fields, config, now) : null;
    if (!event) return [];
    const isHistory = cursor === null && "at" in event && now - event.at > HISTORY_MS;
    return [isHistory ? { ...event, meta: { ...event.meta, history: "1" } } : event];
  });
  // Without a next cursor the old one stays: the page is read again rather than lost.
  return { events, cursor: asText(page.next_cursor) ?? cursor ?? "", more: asNumber(page.has_more) === 1 };
}

function eventOf(fields: Fields, config: WecomKfConfig, now: number): ChannelEvent | null {
  const event = asRecord(fields.event) ?? {};
  const id = asText(fields.msgid);
  const user = asText(fields.external_userid) ?? asText(event.external_userid);
  const openKfId = asText(fields.open_kfid) ?? asText(event.open_kfid);
  if (id === undefined || user === undefined || openKfId === undefined) return null;
  const common = {
    key: id,
    thread: `${openKfId}:${user}`,
    at: epochMs(fields.send_time, "s", now),
    from: { ids: [{ kind: "external_userid" as const, scope: config.corpId, value: user, verified: true }] as const },
  };
  const origin = asNumber(fields.origin);
  if (origin === SYSTEM || fields.msgtype === "event") return systemEvent(event, common);
  if (origin !== CUSTOMER && origin !== SERVICER) return null;
  const isEcho = origin === SERVICER;
  const servicer = asText(fields.servicer_userid);
  return {
    type: "message",
    ...common,
    providerId: id,
    parts: [partOf(fields)],
    ...(isEcho ? { echo: true } : {}),
    ...(isEcho && servicer !== undefined ? { meta: { servicer } } : {}),
  };
}

/** msg_send_fail: what became of a message that the platform had taken. */
const FAIL_CLASS: Readonly<Record<number, ErrorClass>> = {
  1: "gone", // the customer's account is deleted
  2: "gone", // the app is closed
  4: "window", // over 48 h
  5: "window", // the session is closed
  6: "quota", // over five messages
  7: "policy",
  8: "policy",
  9: "policy", // the corporation is not verified
  10: "blocked", // the customer refuses
};

function systemEvent(event: Fields, common: Pick<Extract<ChannelEvent, { type: "message" }>, "key" | "thread" | "at" | "from">): ChannelEvent | null {
  switch (event.event_type) {
    case "enter_session": {
      const code = asText(event.welcome_code);
      const payload = asText(event.scene_param) ?? asText(event.scene);
      const reply = code === undefined ? {} : { opens: "opened", reply: { kind: "token" as const, data: code, expiresAt: common.at + WELCOME_MS, uses: 1 } };
      return { type: "presence", ...common, state: "opened", ...reply, ...(payload === undefined ? {} : { payload }) };
    }
    case "msg_send_fail": {
      const failed = asText(event.fail_msgid);
      const code = asNumber(event.fail_type) ?? 0;
      if (failed === undefined) return null;
      return {
        type: "receipt",
        ...common,
        receipt: { status: "failed", providerIds: [failed], error: { code: `fail_type_${code}`, class: FAIL_CLASS[code] ?? "invalid" } },
      };
    }
    case "user_recall_msg": {
      const recalled = asText(event.recall_msgid);
      return recalled === undefined ? null : { type: "message_deleted", ...common, providerId: recalled };
    }
    default: // servicer_status_change, session_status_change: the native client's own affairs
      return null;
  }
}

function partOf(fields: Fields): Part {
  const type = asText(fields.msgtype) ?? "message";
  const content = asRecord(fields[type]) ?? {};
  switch (type) {
    case "text": {
      const menuId = asText(content.menu_id);
      const text = asText(content.content) ?? "";
      return menuId === undefined ? { type: "text", text } : { type: "action", id: menuId, label: text };
    }
    case "image":
    case "video":
    case "file":
      return mediaOf(type, content) ?? lost(type);
    case "voice":
      return mediaOf("audio", content, "audio/amr") ?? lost(type);
    case "location":
      return placeOf(content) ?? lost(type);
    case "link":
      return words(type, content.title, content.desc, content.url);
    case "msgmenu":
      return words(type, content.head_content, content.tail_content);
    case "channels_shop_product":
      return words(type, content.title, content.product_id, content.sales_price, content.shop_nickname);
    case "channels_shop_order":
      return words(type, content.product_titles, content.order_id, content.price_wording, content.state);
    case "merged_msg":
      return words(type, content.title, ...asList(content.item).map(mergedLine));
    case "miniprogram":
      return words(type, content.title, content.pagepath);
    default: // business_card, channels, meeting, schedule and what comes next
      return lost([type, asText(content.title) ?? asText(content.nickname)].filter(Boolean).join(" "));
  }
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 200) });

function words(type: string, ...pieces: readonly unknown[]): Part {
  const text = pieces.map(asText).filter(Boolean).join("\n");
  return text === "" ? lost(type) : { type: "text", text };
}

function mediaOf(kind: Attachment["kind"], content: Fields, mime?: string): Part | null {
  const mediaId = asText(content.media_id);
  return mediaId === undefined ? null : { type: "media", media: { kind, ref: { mediaId }, ...(mime ? { mime } : {}) } };
}

/** WeChat draws in GCJ-02. */
function placeOf(content: Fields): Part | null {
  const lat = asNumber(content.latitude);
  const lng = asNumber(content.longitude);
  if (lat === undefined || lng === undefined) return null;
  const name = asText(content.name);
  const address = asText(content.address);
  return { type: "location", lat, lng, datum: "gcj02", ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/** A line of a forwarded conversation; its content is JSON inside JSON. */
function mergedLine(item: unknown): string | undefined {
  const fields = asRecord(item) ?? {};
  const content = asRecord(parseExactJson(asText(fields.msg_content) ?? "")) ?? {};
  const text = asText(asRecord(content.text)?.content) ?? asText(fields.msgtype);
  return text === undefined ? undefined : `${asText(fields.sender_name) ?? ""}: ${text}`;
}
