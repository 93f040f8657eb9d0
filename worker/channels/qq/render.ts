/** Replies of a QQ bot: passive only, under the id of the message that is answered. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { fingerprint } from "../signatures.ts";
import type { QqConfig } from "./index.ts";

/** msg_seq is an unsigned 32-bit number; pieces of one reply follow each other. */
const SEQ_RANGE = 2 ** 30;
const MEDIA_MESSAGE = 7;
const FILE_TYPES = { image: 1, video: 2, audio: 3, file: 4, sticker: 1 } as const;

export function renderQq(message: OutboundMessage, config: QqConfig): Rendering {
  return { calls: message.parts.flatMap((part, index) => callsOf(part, index, message, config)) };
}

/** An address that is not registered is written so that people can still read it: without its scheme, with wide dots. */
function withReadableAddresses(text: string, hosts: readonly string[]): string {
  return text.replace(/https?:\/\/([A-Za-z0-9.-]+)/gi, (whole, host: string) => (hosts.includes(host.toLowerCase()) ? whole : host.replaceAll(".", "．")));
}

/**
 * The same reply and piece always have the same number, so that a repeated send is dropped by the platform; derived from the
 * reply's id, not counted, because two agents' replies to one message must never share a number.
 */
const sequenceOf = (id: string, index: number): number => (Number.parseInt(fingerprint(id).slice(0, 10), 36) % SEQ_RANGE) + 1 + index;

function refOf(message: OutboundMessage): Record<string, string> {
  const ref = message.reply?.kind === "message_ref" ? message.reply.data : message.replyTo;
  if (ref === undefined) return {};
  return ref.startsWith("event:") ? { event_id: ref.slice("event:".length) } : { msg_id: ref };
}

function placeOf(thread: string): { path: string; isGuild: boolean } {
  const split = thread.indexOf(":");
  const place = thread.slice(0, split);
  const id = encodeURIComponent(thread.slice(split + 1));
  if (place === "group") return { path: `/v2/groups/${id}`, isGuild: false };
  if (place === "channel") return { path: `/channels/${id}`, isGuild: true };
  return place === "dm" ? { path: `/dms/${id}`, isGuild: true } : { path: `/v2/users/${id}`, isGuild: false };
}

function callsOf(part: Part, index: number, message: OutboundMessage, config: QqConfig): HttpCall[] {
  const { path, isGuild } = placeOf(message.thread);
  const common = { method: "POST" as const, path: `${path}/messages`, auth: "token" as const };
  if (part.type === "media") return mediaCalls(part.media, index, message);
  const content = withReadableAddresses(textOf([part]), config.registeredHosts);
  // The older guild API knows no msg_seq: there a repeated send arrives twice.
  if (isGuild) return [{ ...common, json: { content, ...refOf(message) } }];
  return [{ ...common, json: { content, msg_type: 0, ...refOf(message), msg_seq: sequenceOf(message.id, index) }, idempotent: true }];
}

/** The platform fetches media itself, from a public address. */
function mediaCalls(media: Attachment, index: number, message: OutboundMessage): HttpCall[] {
  const { path, isGuild } = placeOf(message.thread);
  const address = "url" in media.ref ? media.ref.url : "";
  if (isGuild) return [{ method: "POST", path: `${path}/messages`, auth: "token", json: { image: address, ...refOf(message) } }];
  const name = `media${index}`;
  return [
    {
      method: "POST",
      path: `${path}/files`,
      auth: "token",
      json: { file_type: FILE_TYPES[media.kind], url: address, srv_send_msg: false },
      save: { name, field: "file_info" },
      idempotent: true,
    },
    {
      method: "POST",
      path: `${path}/messages`,
      auth: "token",
      json: { content: " ", msg_type: MEDIA_MESSAGE, media: { file_info: `{{${name}}}` }, ...refOf(message), msg_seq: sequenceOf(message.id, index) },
      idempotent: true,
    },
  ];
}

/** bot.q.qq.com error codes: specification §6 and the v2 message documents. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  11241: "auth",
  11243: "auth",
  11244: "auth",
  20028: "rate",
  40034100: "rate",
  22009: "quota",
  304027: "window",
  304103: "window",
  40034005: "window",
  40034024: "window",
  40034026: "window",
  40034128: "window", // time or count of passive replies is over; the platform does not say which
  40054005: "duplicate", // same msg_id and msg_seq: it has arrived
  40054013: "blocked",
  40054004: "blocked",
  40054003: "gone",
  40034101: "gone",
  304003: "policy",
  40054010: "policy", // an address in the text that is not registered
  11265: "policy",
  40034006: "policy",
  40054002: "policy",
  40034105: "policy",
  304082: "transient",
  304083: "transient",
  11281: "transient",
  11242: "transient",
  11252: "transient",
  11263: "transient",
  50055002: "transient",
};

export function outcomeOfQq(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.err_code) ?? asNumber(answer?.code);
  const known = code === undefined ? undefined : CLASS_OF_CODE[code];
  // Failures of QQ's own come as 500 with a code that says more than the status.
  if (code !== undefined && known !== undefined) return outcomeOf(known, code, asText(answer?.message));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (!answer || status === 401) return unreadableOutcome(status, body);
  if (code !== undefined && code !== 0) return outcomeOf("invalid", code, asText(answer.message));
  const id = asText(answer.id);
  if (status >= 400) return unreadableOutcome(status, body);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}
