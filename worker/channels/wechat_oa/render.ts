/** Replies of an official account: the customer-service API, or one passive answer in the webhook's own HTTP response. */
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import type { Chance } from "../../../protocol/ids.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import { hex } from "../../crypto/bytes.ts";
import type { HttpAnswer, Rendering } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { cdata, readFlatXml } from "../flat-xml.ts";
import { longestFit, numberedList } from "../rules.ts";
import { sealEnvelope, wechatSignature } from "../wechat-crypto.ts";
import { wechatOutcome } from "../wechat-errors.ts";
import type { WechatOaConfig } from "./index.ts";

const SEND = "/cgi-bin/message/custom/send";
const XML = { "content-type": "text/xml; charset=utf-8" };
const MAX_PASSIVE_BYTES = 2048;
const UPLOAD_TYPES = { image: "image", audio: "voice", video: "video" } as const;

export function renderWechatOa(message: OutboundMessage, config: WechatOaConfig, now: number): Rendering {
  const passive = passiveAnswer(message, now);
  if (passive) return { calls: [], passive };
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const calls = message.parts.flatMap((part, index) => callsOf(part, index, message, config, index === lastText ? (message.choices ?? []) : []));
  return { calls };
}

function send(message: OutboundMessage, config: WechatOaConfig, content: Record<string, unknown>): HttpCall {
  const customservice = config.kfAccount && message.author === "agent" ? { customservice: { kf_account: config.kfAccount } } : {};
  return { method: "POST", path: SEND, auth: "token", json: { touser: message.thread, ...content, ...customservice } };
}

function callsOf(part: Part, index: number, message: OutboundMessage, config: WechatOaConfig, choices: readonly Choice[]): HttpCall[] {
  if (part.type === "media") return mediaCalls(part.media, index, message, config);
  const text = part.type === "text" ? part.text : textOf([part]);
  if (choices.length === 0) return [send(message, config, { msgtype: "text", text: { content: text } })];
  const list = choices.map((choice) => ({ id: choice.id, content: choice.label }));
  return [send(message, config, { msgtype: "msgmenu", msgmenu: { head_content: text, list, tail_content: "" } })];
}

function mediaCalls(media: Attachment, index: number, message: OutboundMessage, config: WechatOaConfig): HttpCall[] {
  const type = UPLOAD_TYPES[media.kind as keyof typeof UPLOAD_TYPES] ?? "image";
  const name = `media${index}`;
  const isKnown = "mediaId" in media.ref;
  const mediaId = "mediaId" in media.ref ? media.ref.mediaId : `{{${name}}}`;
  const content = type === "video" ? { media_id: mediaId, title: media.name ?? "" } : { media_id: mediaId };
  const upload: HttpCall = {
    method: "POST",
    path: "/cgi-bin/media/upload",
    auth: "token",
    query: { type },
    upload: { field: "media", media },
    save: { name, field: "media_id" },
  };
  const sending = send(message, config, { msgtype: type, [type]: content });
  return isKnown ? [sending] : [upload, sending];
}

/** One XML answer while WeChat still holds the connection; choices become a list, since the passive form has no menu. */
function passiveAnswer(message: OutboundMessage, now: number): HttpAnswer | null {
  const { reply } = message;
  if (reply?.kind !== "http_response" || now >= reply.expiresAt) return null;
  const who = asRecord(parseExactJson(reply.data));
  const words = message.parts.every((part) => part.type === "text") ? textOf(message.parts) : null;
  const text = words === null ? null : message.choices?.length ? numberedList(words, message.choices) : words;
  if (!who || text === null || longestFit(text, 0, MAX_PASSIVE_BYTES, "bytes") < text.length) return null;
  const body =
    `<xml><ToUserName>${cdata(asText(who.to) ?? "")}</ToUserName><FromUserName>${cdata(asText(who.from) ?? "")}</FromUserName>` +
    `<CreateTime>${Math.floor(now / 1000)}</CreateTime><MsgType>${cdata("text")}</MsgType><Content>${cdata(text)}</Content></xml>`;
  return { status: 200, headers: XML, body };
}

/** In safe mode the passive answer is encrypted as the message was. */
export async function sealWechatOa(passive: HttpAnswer, config: WechatOaConfig, now: number, chance: Chance): Promise<HttpAnswer> {
  if (config.encodingAesKey === undefined || !readFlatXml(passive.body)) return passive;
  const sealed = await sealEnvelope(config.encodingAesKey, passive.body, config.appId, chance);
  const timestamp = String(Math.floor(now / 1000));
  const nonce = hex(chance(new Uint8Array(8)));
  const signature = await wechatSignature(config.token, timestamp, nonce, sealed);
  const body =
    `<xml><Encrypt>${cdata(sealed)}</Encrypt><MsgSignature>${cdata(signature)}</MsgSignature>` +
    `<TimeStamp>${timestamp}</TimeStamp><Nonce>${cdata(nonce)}</Nonce></xml>`;
  return { ...passive, body };
}

/** WeChat shows typing; it has no read mark. */
export function signalWechatOa(kind: "typing" | "read", to: { thread: string }): HttpCall | null {
  if (kind === "read") return null;
  return { method: "POST", path: "/cgi-bin/message/custom/typing", auth: "token", json: { touser: to.thread, command: "Typing" } };
}

export function mediaOfWechatOa(media: Attachment): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [{ method: "GET", path: "/cgi-bin/media/get", auth: "token", query: { media_id: media.ref.mediaId } }];
}

/** The unionid joins this follower with the same person in mini programs and apps of one Open Platform account. */
export function evidenceOfWechatOa(identity: Identity, config: WechatOaConfig) {
  if (identity.kind !== "openid" || identity.scope !== config.appId) return null;
  const call: HttpCall = { method: "GET", path: "/cgi-bin/user/info", auth: "token", query: { openid: identity.value, lang: "zh_CN" } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const unionid = asText(asRecord(body)?.unionid);
    return unionid === undefined ? null : { ids: [{ kind: "unionid", scope: config.openPlatform, value: unionid, verified: true }] };
  };
  return { call, read };
}

export function outcomeOfWechatOa(status: number, headers: Headers, body: string, now: number): Outcome {
  return wechatOutcome(status, headers, body, now);
}
