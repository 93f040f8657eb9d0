/** Replies of WeCom customer service. Our own id goes along as `msgid`: a repeated send is ignored, and failures name it. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asList, asRecord, asText } from "../exact-json.ts";
import { fingerprint } from "../signatures.ts";
import { wechatOutcome } from "../wechat-errors.ts";
import type { WecomKfConfig } from "./index.ts";

const MAX_MSGID = 32;
const UPLOAD_TYPES = { image: "image", audio: "voice", video: "video", file: "file", sticker: "image" } as const;

export function renderWecomKf(message: OutboundMessage, _config: WecomKfConfig, now: number): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const welcome = message.reply?.kind === "token" && now < message.reply.expiresAt ? message.reply.data : null;
  const calls = message.parts.flatMap((part, index) => {
    const id = msgidOf(message.id, index);
    const choices = index === lastText ? (message.choices ?? []) : [];
    // The welcome code is good for one text or menu; what follows needs the ordinary right.
    const code = index === 0 && part.type === "text" ? welcome : null;
    return callsOf(part, id, choices, message, code);
  });
  return { calls };
}

/** At most 32 of [0-9a-zA-Z_-], the same for the same reply and piece. */
function msgidOf(id: string, index: number): string {
  const suffix = index === 0 ? "" : `-${index}`;
  const plain = id.replace(/[^0-9a-zA-Z_-]/g, "");
  return plain === id && plain.length + suffix.length <= MAX_MSGID ? plain + suffix : fingerprint(id) + suffix;
}

function callsOf(part: Part, msgid: string, choices: readonly Choice[], message: OutboundMessage, welcome: string | null): HttpCall[] {
  switch (part.type) {
    case "media":
      return mediaCalls(part.media, msgid, message);
    case "location": {
      const { name = "", address = "", lat, lng } = part;
      return [send(message, msgid, { msgtype: "location", location: { name, address, latitude: lat, longitude: lng } })];
    }
    default: {
      const content = textContent(textOf([part]), choices);
      if (welcome === null) return [send(message, msgid, content)];
      return [{ method: "POST", path: "/cgi-bin/kf/send_msg_on_event", auth: "token", json: { code: welcome, msgid, ...content }, idempotent: true }];
    }
  }
}

function textContent(text: string, choices: readonly Choice[]): Record<string, unknown> {
  if (choices.length === 0) return { msgtype: "text", text: { content: text } };
  const list = choices.map((choice) =>
    choice.url === undefined
      ? { type: "click", click: { id: choice.id, content: choice.label } }
      : { type: "view", view: { url: choice.url, content: choice.label } },
  );
  return { msgtype: "msgmenu", msgmenu: { head_content: text, list } };
}

/** The thread is `open_kfid:external_userid`. */
function send(message: OutboundMessage, msgid: string, content: Record<string, unknown>): HttpCall {
  const [openKfId = "", user = ""] = message.thread.split(":");
  return { method: "POST", path: "/cgi-bin/kf/send_msg", auth: "token", json: { touser: user, open_kfid: openKfId, msgid, ...content }, idempotent: true };
}

function mediaCalls(media: Attachment, msgid: string, message: OutboundMessage): HttpCall[] {
  const type = UPLOAD_TYPES[media.kind];
  if ("mediaId" in media.ref) return [send(message, msgid, { msgtype: type, [type]: { media_id: media.ref.mediaId } })];
  const name = `media_${msgid}`;
  const upload: HttpCall = {
    method: "POST",
    path: "/cgi-bin/media/upload",
    auth: "token",
    query: { type },
    upload: { field: "media", media },
    save: { name, field: "media_id" },
    idempotent: true,
  };
  return [upload, send(message, msgid, { msgtype: type, [type]: { media_id: `{{${name}}}` } })];
}

export function mediaOfWecomKf(media: Attachment): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [{ method: "GET", path: "/cgi-bin/media/get", auth: "token", query: { media_id: media.ref.mediaId } }];
}

/** Nickname, and the unionid when the corporation is bound to an Open Platform account. */
export function evidenceOfWecomKf(identity: Identity, config: WecomKfConfig) {
  if (identity.kind !== "external_userid") return null;
  const call: HttpCall = { method: "POST", path: "/cgi-bin/kf/customer/batchget", auth: "token", json: { external_userid_list: [identity.value] } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const customer = asRecord(asList(asRecord(body)?.customer_list)[0]);
    if (!customer) return null;
    const unionid = asText(customer.unionid);
    const name = asText(customer.nickname);
    const ids: Identity[] = unionid === undefined ? [] : [{ kind: "unionid", scope: config.openPlatform, value: unionid, verified: true }];
    return { ids, ...(name === undefined ? {} : { name }) };
  };
  return { call, read };
}

/** Codes of the customer-service family; those we do not know are about the session's state, hence `window` (specification §3, [K]). */
const KF_CODES: Readonly<Record<number, ErrorClass>> = {
  40096: "gone", // no such external user
  95001: "quota",
  95007: "invalid", // cursor or token
  95013: "window", // the session has ended
  95016: "window",
  95018: "window",
};

export function outcomeOfWecomKf(status: number, headers: Headers, body: string, now: number): Outcome {
  const outcome = wechatOutcome(status, headers, body, now, KF_CODES);
  const isUnknownKf = outcome.outcome === "refused" && outcome.class === "invalid" && /^950\d\d$/.test(outcome.code) && !(Number(outcome.code) in KF_CODES);
  return isUnknownKf ? { ...outcome, class: "window" } : outcome;
}
