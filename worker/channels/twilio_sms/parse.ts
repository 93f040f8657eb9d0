/** Messages that came in and what became of ours. A sender's number can be forged: it is an address to answer, and only a claim of identity. */
import type { ChannelEvent, DeliveryReceipt } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import type { TwilioConfig } from "./index.ts";
import { classOfTwilio } from "./render.ts";

const MAX_MEDIA = 10;

export function parseTwilio(payload: string, config: TwilioConfig, _request: RawRequest, now: number): Parsed {
  const form = new URLSearchParams(payload);
  const sid = form.get("MessageSid") ?? form.get("SmsSid");
  if (!sid) return payload.trimStart().startsWith("{") || payload === "" ? { ok: true, events: [] } : { ok: false, why: "the payload is no form of Twilio" };
  if (isShifted(form)) return { ok: false, why: "the boundary between a field's name and its value was moved" };
  // An inbound MMS without text has an empty Body: only the status tells receipts from messages.
  const status = form.get("MessageStatus") ?? form.get("SmsStatus") ?? "received";
  const event = status === "received" || status === "receiving" ? messageOf(form, sid, config, now) : receiptOf(form, sid, status, config, now);
  return { ok: true, events: event ? [event] : [] };
}

/** What a message is made of. */
const CORE_FIELDS = ["Body", "NumMedia", "MediaUrl0", "OptOutType", "ButtonPayload"];

/** Twilio signs names and values run together: `Body=Hi`, `BodyHi=` and `Bod=yHi` bear one signature, and only the first is Twilio's. */
function isShifted(form: URLSearchParams): boolean {
  const fields = [...form];
  return CORE_FIELDS.some(
    (core) => !form.has(core) && fields.some(([name, value]) => (name.startsWith(core) || core.startsWith(name)) && `${name}${value}`.startsWith(core)),
  );
}

function personAt(address: string, config: TwilioConfig): [Identity, ...Identity[]] {
  const number = address.replace(/^[a-z]+:/, "");
  const ids: [Identity, ...Identity[]] = [{ kind: "user_id", scope: `sms:${config.accountSid}`, value: address, verified: true }];
  if (/^\+\d{5,20}$/.test(number)) ids.push({ kind: "phone", scope: "", value: number, verified: false });
  return ids;
}

function messageOf(form: URLSearchParams, sid: string, config: TwilioConfig, now: number): ChannelEvent | null {
  const address = form.get("From")?.slice(0, 200);
  if (!address) return null;
  const name = form.get("ProfileName")?.slice(0, 200);
  const base = { key: sid.slice(0, 500), thread: address, at: now, from: { ids: personAt(address, config), ...(name ? { name } : {}) } };
  // Twilio itself has answered STOP and START, and from now on refuses, or takes again, what we send.
  if (form.get("OptOutType") === "STOP") return { type: "presence", ...base, state: "opted_out" };
  if (form.get("OptOutType") === "START") return { type: "presence", ...base, state: "followed" };
  return { type: "message", ...base, providerId: sid, parts: partsOf(form) };
}

function partsOf(form: URLSearchParams): Part[] {
  const body = form.get("Body") ?? "";
  const pressed = form.get("ButtonPayload");
  if (pressed) return [{ type: "action", id: pressed.slice(0, 1000), label: (form.get("ButtonText") ?? body).slice(0, 500) }];
  const parts: Part[] = body === "" ? [] : [{ type: "text", text: body }];
  const count = Math.min(MAX_MEDIA, Number(form.get("NumMedia") ?? 0) || 0);
  for (let index = 0; index < count; index++) {
    const url = form.get(`MediaUrl${index}`);
    if (url && url.length <= 4000) parts.push({ type: "media", media: mediaOf(url, form.get(`MediaContentType${index}`)) });
  }
  return parts.length > 0 ? parts : [{ type: "unsupported", hint: (form.get("MessageType") ?? "message").slice(0, 100) }];
}

function mediaOf(url: string, mime: string | null): Attachment {
  const kind = (["image", "audio", "video"] as const).find((prefix) => mime?.startsWith(`${prefix}/`)) ?? "file";
  return { kind, ref: { url, auth: true }, ...(mime ? { mime: mime.slice(0, 200) } : {}) };
}

const STATUSES: Readonly<Record<string, DeliveryReceipt["status"]>> = {
  sent: "sent",
  delivered: "delivered",
  read: "read",
  failed: "failed",
  undelivered: "failed",
};

function receiptOf(form: URLSearchParams, sid: string, name: string, config: TwilioConfig, now: number): ChannelEvent | null {
  const address = form.get("To")?.slice(0, 200);
  const status = Object.hasOwn(STATUSES, name) ? STATUSES[name] : undefined;
  if (!address || status === undefined) return null;
  const base = { key: `${sid}:${name}`.slice(0, 500), thread: address, at: now, from: { ids: personAt(address, config) } };
  if (status !== "failed") return { type: "receipt", ...base, receipt: { status, providerIds: [sid] } };
  const code = form.get("ErrorCode") ?? "failed";
  return {
    type: "receipt",
    ...base,
    receipt: { status, providerIds: [sid], error: { code: code.slice(0, 50), class: classOfTwilio(Number(code)) ?? "invalid" } },
  };
}
