/**
 * What people write to the bot: events as JSON, pressed buttons and commands as forms. A thread is `<channel>` for direct messages and
 * `<channel>/<ts>` inside a channel, where answers belong under the message. A provider id is `<channel>:<ts>`.
 */
import type { ChannelEvent } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { SlackConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A response_url: 30 minutes, five uses. */
const RESPONSE_URL_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

export function parseSlack(payload: string, _config: SlackConfig, _request: RawRequest, now: number): Parsed {
  if (payload.startsWith("{")) {
    const body = asRecord(parseExactJson(payload));
    if (!body) return { ok: false, why: "the payload is no JSON object" };
    const event = deliveryOf(body, now);
    return { ok: true, events: event ? [event] : [] };
  }
  const form = new URLSearchParams(payload);
  const json = form.get("payload");
  const event = json === null ? commandOf(form, now) : pressOf(asRecord(parseExactJson(json)) ?? {}, now);
  if (!event && json === null && !form.has("command")) return { ok: false, why: "neither JSON nor a form of Slack" };
  return { ok: true, events: event ? [event] : [] };
}

const personOf = (team: string, user: string): Identity => ({ kind: "user_id", scope: `slack:${team}`, value: user, verified: true });
const keyOf = (...pieces: string[]): string => pieces.join(":").slice(0, 500);

/** `ts` is a time in seconds with six digits that only look like a fraction. */
const timeOf = (ts: string | undefined, now: number): number => epochMs(asNumber(ts), "s", now);

function deliveryOf(body: Fields, now: number): ChannelEvent | null {
  const event = asRecord(body.event);
  const id = asText(body.event_id);
  if (body.type !== "event_callback" || !event || id === undefined) return null;
  if (event.type === "app_uninstalled" || event.type === "tokens_revoked") return { type: "account", key: keyOf(id), state: "revoked", detail: event.type };
  if (event.type !== "message" && event.type !== "app_mention") return null;
  return messageEvent(event, keyOf(id), asText(body.team_id) ?? asText(event.team) ?? "", now);
}

/** Notes of Slack about a channel: nobody wrote them. */
const SERVICE = /^(channel_|group_|bot_|pinned_|unpinned_|reminder_|huddle_|tombstone|assistant_app_thread|ekm_|message_replied)/;

function messageEvent(event: Fields, key: string, team: string, now: number): ChannelEvent | null {
  const subtype = asText(event.subtype);
  if (subtype === "message_changed" || subtype === "message_deleted") return changeOf(event, subtype, key, team, now);
  const user = asText(event.user);
  const channel = asText(event.channel);
  const ts = asText(event.ts);
  // Bots, ourselves among them, are nobody's customers.
  if (user === undefined || channel === undefined || ts === undefined || event.bot_id !== undefined || SERVICE.test(subtype ?? "")) return null;
  const root = asText(event.thread_ts);
  return {
    type: "message",
    // A mention in a channel comes twice, as a message and as app_mention, with two event ids: the message itself has one ts.
    key: keyOf("m", channel, ts),
    thread: threadOf(event, channel, ts),
    at: timeOf(ts, now),
    from: { ids: [personOf(team, user)] },
    providerId: `${channel}:${ts}`,
    parts: partsOf(event),
    ...(root === undefined || root === ts ? {} : { replyTo: `${channel}:${root}` }),
  };
}

function threadOf(event: Fields, channel: string, ts: string): string {
  const root = asText(event.thread_ts);
  const isDirect = event.channel_type === "im" || channel.startsWith("D");
  if (isDirect) return root === undefined ? channel : `${channel}/${root}`;
  return `${channel}/${root ?? ts}`;
}

function changeOf(event: Fields, subtype: string, key: string, team: string, now: number): ChannelEvent | null {
  const message = asRecord(subtype === "message_changed" ? event.message : event.previous_message);
  const user = asText(message?.user);
  const channel = asText(event.channel);
  const ts = asText(message?.ts) ?? asText(event.deleted_ts);
  if (!message || user === undefined || channel === undefined || ts === undefined || message.bot_id !== undefined) return null;
  const base = {
    key,
    thread: threadOf({ ...event, thread_ts: message.thread_ts }, channel, ts),
    at: timeOf(asText(event.ts), now),
    from: { ids: [personOf(team, user)] as const },
    providerId: `${channel}:${ts}`,
  };
  if (subtype === "message_deleted") return { type: "message_deleted", ...base };
  // Slack also says "changed" when it has unfurled a link.
  return asText(message.text) === asText(asRecord(event.previous_message)?.text) ? null : { type: "message_edited", ...base, parts: partsOf(message) };
}

function pressOf(body: Fields, now: number): ChannelEvent | null {
  const action = asRecord(asList(body.actions)[0]);
  const user = asRecord(body.user);
  const container = asRecord(body.container);
  const message = asRecord(body.message);
  const userId = asText(user?.id);
  const channel = asText(asRecord(body.channel)?.id) ?? asText(container?.channel_id);
  const value = asText(action?.value) ?? asText(asRecord(action?.selected_option)?.value) ?? asText(action?.action_id);
  if (body.type !== "block_actions" || !action || userId === undefined || channel === undefined || value === undefined) return null;
  const at = asText(action.action_ts);
  const id = keyOf("press", asText(body.trigger_id) ?? `${userId}:${at ?? ""}`);
  const label = asText(asRecord(action.text)?.text)?.slice(0, 500);
  const ts = asText(message?.ts) ?? "";
  return {
    type: "message",
    key: id,
    thread: threadOf({ thread_ts: message?.thread_ts ?? container?.thread_ts }, channel, ts),
    at: timeOf(at, now),
    from: { ids: [personOf(asText(asRecord(body.team)?.id) ?? asText(user?.team_id) ?? "", userId)], ...nameOf(asText(user?.username) ?? asText(user?.name)) },
    providerId: id,
    parts: [{ type: "action", id: value.slice(0, 1000), ...(label === undefined ? {} : { label }) }],
  };
}

const nameOf = (name: string | undefined | null): { name?: string } => (name ? { name: name.slice(0, 200) } : {});

/** A command works where the bot is not a member; it is answered through its own address. */
function commandOf(form: URLSearchParams, now: number): ChannelEvent | null {
  const user = form.get("user_id");
  const channel = form.get("channel_id");
  const trigger = form.get("trigger_id");
  const url = form.get("response_url");
  if (!user || !channel || !trigger || !form.get("command")) return null;
  const key = keyOf("command", trigger);
  return {
    type: "message",
    key,
    thread: channel,
    at: now,
    from: { ids: [personOf(form.get("team_id") ?? "", user)], ...nameOf(form.get("user_name")) },
    providerId: key,
    parts: [{ type: "text", text: form.get("text") || (form.get("command") ?? "") }],
    ...(url ? { reply: { kind: "url", data: url, expiresAt: now + RESPONSE_URL_MS, uses: RESPONSE_URL_USES } } : {}),
  };
}

function partsOf(event: Fields): Part[] {
  const text = asText(event.text);
  const parts: Part[] = text === undefined ? [] : [{ type: "text", text: plainText(text) }];
  for (const file of asList(event.files)) parts.push(fileOf(asRecord(file) ?? {}));
  return parts.length > 0 ? parts : [{ type: "unsupported", hint: (asText(event.subtype) ?? "message").slice(0, 100) }];
}

function fileOf(file: Fields): Part {
  const url = asText(file.url_private_download) ?? asText(file.url_private);
  const mime = asText(file.mimetype)?.slice(0, 200);
  const name = asText(file.name)?.slice(0, 500);
  const size = asNumber(file.size);
  if (url === undefined || url.length > 4000) return { type: "unsupported", hint: `file ${name ?? ""}`.trim().slice(0, 100) };
  const kind = (["image", "audio", "video"] as const).find((prefix) => mime?.startsWith(`${prefix}/`)) ?? "file";
  const media: Attachment = {
    kind,
    ref: { url, auth: true },
    ...(mime === undefined ? {} : { mime }),
    ...(name === undefined ? {} : { name }),
    ...(size === undefined || size < 0 ? {} : { size }),
  };
  return { type: "media", media };
}

/** Links, people and channels stand in angle brackets; `&`, `<` and `>` are escaped. */
function plainText(text: string): string {
  const bare = text.replace(/<([^<>]*)>/g, (_whole, inside: string) => {
    const [target = "", label] = inside.split("|");
    if (target.startsWith("@") || target.startsWith("#")) return (target[0] ?? "") + (label ?? target.slice(1));
    if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
    return target.replace(/^mailto:/, "");
  });
  return bare.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
