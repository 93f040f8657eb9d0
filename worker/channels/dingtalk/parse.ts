/** What people write to a DingTalk robot, alone or in a group where they name it. */
import type { ChannelEvent, ReplyHandle } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { DingtalkConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

const GROUP = "2";
/** The session hook has no count, only an end. */
const HOOK_USES = 1000;

export function parseDingtalk(payload: string, config: DingtalkConfig, _request: unknown, now: number): Parsed {
  const fields = asRecord(parseExactJson(payload));
  if (!fields) return { ok: false, why: "the payload is no JSON object" };
  const event = messageOf(fields, config, now);
  return { ok: true, events: event ? [event] : [] };
}

/**
 * Threads: `single:<userId>` and `group:<conversationId>` can be written to at any time; `outside:<senderId>` (no member of
 * the company) only through the session hook of the message.
 */
function messageOf(fields: Fields, config: DingtalkConfig, now: number): ChannelEvent | null {
  const id = asText(fields.msgId);
  const conversationId = asText(fields.conversationId);
  const ids = identitiesOf(fields, config);
  const [first, ...rest] = ids;
  if (id === undefined || conversationId === undefined || first === undefined) return null;
  const staffId = asText(fields.senderStaffId);
  const isGroup = asText(fields.conversationType) === GROUP;
  const name = asText(fields.senderNick);
  const reply = hookOf(fields);
  return {
    type: "message",
    key: id,
    thread: isGroup ? `group:${conversationId}` : staffId === undefined ? `outside:${first.value}` : `single:${staffId}`,
    at: epochMs(fields.createAt, "ms", now),
    from: { ids: [first, ...rest], ...(name === undefined ? {} : { name }) },
    providerId: id,
    parts: partsOf(fields),
    ...(reply ? { reply } : {}),
  };
}

/** A member of the company is named by the company's user id; an outsider by the robot's own id for them. */
function identitiesOf(fields: Fields, config: DingtalkConfig): Identity[] {
  const ids: Identity[] = [];
  const staffId = asText(fields.senderStaffId);
  const senderId = asText(fields.senderId);
  const corpId = asText(fields.senderCorpId) ?? asText(fields.chatbotCorpId) ?? config.appKey;
  if (staffId !== undefined) ids.push({ kind: "user_id", scope: `dingtalk:${corpId}`, value: staffId, verified: true });
  if (senderId !== undefined) ids.push({ kind: "openid", scope: `dingtalk:${config.robotCode}`, value: senderId, verified: true });
  return ids;
}

function hookOf(fields: Fields): ReplyHandle | null {
  const data = asText(fields.sessionWebhook);
  const expiresAt = asNumber(fields.sessionWebhookExpiredTime);
  return data === undefined || expiresAt === undefined ? null : { kind: "url", data, expiresAt, uses: HOOK_USES };
}

function partsOf(fields: Fields): Part[] {
  const type = asText(fields.msgtype) ?? "message";
  const content = asRecord(fields.content) ?? asRecord(parseExactJson(asText(fields.content) ?? "")) ?? {};
  switch (type) {
    case "text": // in groups a space is left where the robot's name was
      return [{ type: "text", text: (asText(asRecord(fields.text)?.content) ?? "").trim() }];
    case "richText":
      return richParts(content);
    case "picture":
      return [mediaOf("image", content) ?? lost(type)];
    case "audio":
      return [mediaOf("audio", content) ?? lost(type)];
    case "video":
      return [mediaOf("video", content) ?? lost(type)];
    case "file":
      return [mediaOf("file", content) ?? lost(type)];
    default:
      return [lost(type)];
  }
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

function mediaOf(kind: Attachment["kind"], content: Fields): Part | null {
  const mediaId = asText(content.downloadCode);
  if (mediaId === undefined) return null;
  const name = asText(content.fileName);
  const caption = asText(content.recognition);
  const media: Attachment = { kind, ref: { mediaId }, ...(name === undefined ? {} : { name }) };
  return { type: "media", media, ...(caption === undefined ? {} : { caption }) };
}

function richParts(content: Fields): Part[] {
  const parts = asList(content.richText).flatMap((entry): Part[] => {
    const fields = asRecord(entry) ?? {};
    const text = asText(fields.text);
    if (text !== undefined) return [{ type: "text", text: text.trim() }];
    return [mediaOf("image", fields) ?? lost(asText(fields.type) ?? "richText")];
  });
  const worded = parts.filter((part) => part.type !== "text" || part.text !== "");
  return worded.length > 0 ? worded : [lost("richText")];
}
