/** Replies over WhatsApp's Cloud API. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asList, asRecord, asText } from "../exact-json.ts";
import { bearer, META_FILE_HOSTS, metaOutcome } from "../meta-webhook.ts";
import type { WhatsappConfig } from "./index.ts";

/** Up to three choices are buttons; more are a list. */
const MAX_BUTTONS = 3;
const TYPES = { image: "image", audio: "audio", video: "video", file: "document", sticker: "sticker" } as const satisfies Record<Attachment["kind"], string>;
const HAN = /\p{Script=Han}/u;

const post = (config: WhatsappConfig, json: Record<string, unknown>): HttpCall => ({
  method: "POST",
  path: `/${config.apiVersion}/${config.phoneNumberId}/messages`,
  auth: bearer(config.accessToken),
  json: { messaging_product: "whatsapp", ...json },
});

export function renderWhatsapp(message: OutboundMessage, config: WhatsappConfig): Rendering {
  // A phone number is addressed as `to`, a user id (US.1349…) as `recipient`.
  const to = /^\d+$/.test(message.thread) ? { to: message.thread } : { recipient: message.thread };
  const base = { recipient_type: "individual", ...to };
  if (message.template) return { calls: [post(config, { ...base, ...templateOf(message.template) })] };
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const calls = message.parts.flatMap((part, index) => {
    const context = index === 0 && message.replyTo !== undefined ? { context: { message_id: message.replyTo } } : {};
    return partCalls(part, index, { ...base, ...context }, index === lastText ? (message.choices ?? []) : [], config);
  });
  return { calls };
}

function templateOf(template: NonNullable<OutboundMessage["template"]>): Record<string, unknown> {
  const parameters = template.params.map((text) => ({ type: "text", text }));
  const components = parameters.length > 0 ? { components: [{ type: "body", parameters }] } : {};
  return { type: "template", template: { name: template.name, language: { code: template.language }, ...components } };
}

function partCalls(part: Part, index: number, base: Record<string, unknown>, choices: readonly Choice[], config: WhatsappConfig): HttpCall[] {
  if (part.type === "media") return mediaCalls(part.media, part.caption, index, base, config);
  if (part.type === "location") {
    const { lat, lng, name, address } = part;
    const words = { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
    return [post(config, { ...base, type: "location", location: { latitude: lat, longitude: lng, ...words } })];
  }
  const text = textOf([part]);
  if (choices.length === 0) return [post(config, { ...base, type: "text", text: { preview_url: false, body: text } })];
  return [post(config, { ...base, type: "interactive", interactive: interactiveOf(text, choices) })];
}

function interactiveOf(text: string, choices: readonly Choice[]): Record<string, unknown> {
  if (choices.length <= MAX_BUTTONS) {
    const buttons = choices.map(({ id, label }) => ({ type: "reply", reply: { id, title: label } }));
    return { type: "button", body: { text }, action: { buttons } };
  }
  const rows = choices.map(({ id, label }) => ({ id, title: label }));
  return { type: "list", body: { text }, action: { button: HAN.test(text) ? "选择" : "Choose", sections: [{ rows }] } };
}

function mediaCalls(media: Attachment, caption: string | undefined, index: number, base: Record<string, unknown>, config: WhatsappConfig): HttpCall[] {
  const type = TYPES[media.kind];
  const saved = `media${index}`;
  const isLinked = "url" in media.ref && !media.ref.auth;
  const ref = isLinked && "url" in media.ref ? { link: media.ref.url } : { id: "mediaId" in media.ref ? media.ref.mediaId : `{{${saved}}}` };
  const words = caption && type !== "audio" && type !== "sticker" ? { caption } : {};
  const content = { ...ref, ...words, ...(type === "document" && media.name ? { filename: media.name } : {}) };
  const sending = post(config, { ...base, type, [type]: content });
  if (!("blobKey" in media.ref)) return [sending];
  const upload: HttpCall = {
    method: "POST",
    path: `/${config.apiVersion}/${config.phoneNumberId}/media`,
    auth: bearer(config.accessToken),
    upload: { field: "file", media, fields: { messaging_product: "whatsapp" } },
    save: { name: saved, field: "id" },
  };
  return [upload, sending];
}

/** Typing is shown with the read mark of the message that is being answered, for 25 s at most. */
export function signalWhatsapp(kind: "typing" | "read", _to: unknown, ref: string | null, config: WhatsappConfig): HttpCall | null {
  if (ref === null) return null;
  return post(config, { status: "read", message_id: ref, ...(kind === "typing" ? { typing_indicator: { type: "text" } } : {}) });
}

/** A media id buys an address that lives five minutes and wants the token as well. */
export function mediaOfWhatsapp(media: Attachment, config: WhatsappConfig): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  const auth = bearer(config.accessToken);
  return [
    { method: "GET", path: `/${config.apiVersion}/${encodeURIComponent(media.ref.mediaId)}`, auth, save: { name: "file", field: "url" } },
    { method: "GET", path: "", url: { href: "{{file}}", allowHosts: META_FILE_HOSTS }, auth },
  ];
}

/** developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  0: "auth",
  190: "auth",
  1: "transient",
  2: "transient",
  131000: "transient",
  131016: "transient",
  131057: "transient",
  133004: "transient",
  4: "rate",
  80007: "rate",
  130429: "rate",
  131048: "rate",
  131056: "rate",
  133016: "rate",
  131047: "window",
  131049: "quota", // Meta holds back marketing
  131050: "blocked", // stopped marketing
  131026: "gone",
  3: "policy",
  10: "policy",
  368: "policy",
  130497: "policy",
  131005: "policy",
  131030: "policy",
  131031: "policy",
  131042: "policy",
  131045: "policy",
  132015: "policy",
  132016: "policy",
  33: "invalid",
  100: "invalid",
  131008: "invalid",
  131009: "invalid",
  131051: "invalid",
  131052: "invalid",
  131053: "invalid",
};

const PERMISSIONS = { from: 200, to: 299 };

export function classOfWhatsapp(code: number): ErrorClass | undefined {
  if (code >= PERMISSIONS.from && code <= PERMISSIONS.to) return "policy";
  return CLASS_OF_CODE[code];
}

export function outcomeOfWhatsapp(status: number, headers: Headers, body: string, now: number): Outcome {
  const idsOf = (answer: Readonly<Record<string, unknown>>): string[] => asList(answer.messages).flatMap((message) => asText(asRecord(message)?.id) ?? []);
  return metaOutcome({ status, headers, body, now }, idsOf, classOfWhatsapp);
}
