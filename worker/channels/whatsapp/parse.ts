/**
 * What comes from WhatsApp: messages, receipts, changes of identity, echoes of the business app. One delivery may hold several
 * numbers; events of another number carry its id. Since 2026 a sender may have no phone number, only a user id (BSUID).
 */
import type { ChannelEvent, DeliveryReceipt } from "../../../protocol/channels.ts";
import type { Attachment, Identity, Part } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asList, asNumber, asRecord, asText, epochMs, parseExactJson } from "../exact-json.ts";
import type { WhatsappConfig } from "./index.ts";
import { classOfWhatsapp } from "./render.ts";

type Fields = Readonly<Record<string, unknown>>;

export function parseWhatsapp(payload: string, config: WhatsappConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const events = asList(body.entry).flatMap((entry) => {
    const fields = asRecord(entry) ?? {};
    return asList(fields.changes).flatMap((change) => changeEvents(asRecord(change) ?? {}, fields, config, now));
  });
  return { ok: true, events };
}

function changeEvents(change: Fields, entry: Fields, config: WhatsappConfig, now: number): ChannelEvent[] {
  const value = asRecord(change.value) ?? {};
  const number = asText(asRecord(value.metadata)?.phone_number_id);
  const other = number === undefined || number === config.phoneNumberId ? {} : { providerAccount: number };
  const contacts = asList(value.contacts).map((contact) => asRecord(contact) ?? {});
  switch (change.field) {
    case "messages":
      return [
        ...asList(value.messages).flatMap((message) => messageOf(asRecord(message) ?? {}, contacts, config, now) ?? []),
        ...asList(value.statuses).flatMap((status) => receiptOf(asRecord(status) ?? {}, config, now) ?? []),
      ].map((event) => ({ ...event, ...other }));
    case "smb_message_echoes":
      return asList(value.message_echoes)
        .flatMap((echo) => echoOf(asRecord(echo) ?? {}, config, now) ?? [])
        .map((event) => ({ ...event, ...other }));
    case "user_id_update":
      return asList(value.user_id_update ?? [value]).flatMap((update) => idChangeOf(asRecord(update) ?? {}, config, now) ?? []);
    case "account_update":
    case "phone_number_quality_update":
      return accountEvent(change.field, value, entry);
    default:
      return [];
  }
}

/** The phone number is the steadiest handle; without it the user id is. */
function personOf(waId: string | undefined, bsuid: string | undefined, config: WhatsappConfig): [Identity, ...Identity[]] | null {
  const ids: Identity[] = [];
  if (waId !== undefined)
    ids.push({ kind: "wa_id", scope: "", value: waId, verified: true }, { kind: "phone", scope: "", value: `+${waId.replace(/^\+/, "")}`, verified: true });
  if (bsuid !== undefined) ids.push(bsuidOf(bsuid, config));
  const [first, ...rest] = ids;
  return first === undefined ? null : [first, ...rest];
}

const bsuidOf = (value: string, config: WhatsappConfig): Identity => ({ kind: "bsuid", scope: config.portfolio, value, verified: true });

function messageOf(fields: Fields, contacts: readonly Fields[], config: WhatsappConfig, now: number): ChannelEvent | null {
  const id = asText(fields.id);
  const waId = asText(fields.from);
  const given = asText(fields.from_user_id);
  const contact =
    contacts.find((known) => (waId !== undefined && asText(known.wa_id) === waId) || (given !== undefined && asText(known.user_id) === given)) ?? {};
  const ids = personOf(waId, given ?? asText(contact.user_id), config);
  if (id === undefined || !ids) return null;
  const profile = asRecord(contact.profile);
  const name = asText(profile?.name) ?? asText(profile?.username);
  const base = { key: id.slice(0, 500), thread: ids[0].value, at: epochMs(fields.timestamp, "s", now), from: { ids, ...(name === undefined ? {} : { name }) } };
  if (fields.type === "system") return systemEvent(asRecord(fields.system) ?? {}, base, config);
  const replyTo = asText(asRecord(fields.context)?.id) ?? asText(asRecord(fields.reaction)?.message_id);
  const parts = partsOf(fields);
  return parts.length === 0 ? null : { type: "message", ...base, providerId: id, parts, ...(replyTo === undefined ? {} : { replyTo }) };
}

type Base = { key: string; thread: string; at: number; from: { ids: [Identity, ...Identity[]]; name?: string } };

/** A new number is the same person only as far as WhatsApp says so; old history is not handed on by this. */
function systemEvent(system: Fields, base: Base, config: WhatsappConfig): ChannelEvent | null {
  const [before] = base.from.ids;
  const waId = asText(system.wa_id) ?? asText(system.new_wa_id);
  const userId = asText(system.user_id);
  if (waId !== undefined && before.kind === "wa_id") return { type: "identity_changed", ...base, before, after: { ...before, value: waId } };
  return userId === undefined || before.kind !== "bsuid" ? null : { type: "identity_changed", ...base, before, after: bsuidOf(userId, config) };
}

function idChangeOf(fields: Fields, config: WhatsappConfig, now: number): ChannelEvent | null {
  const change = asRecord(fields.user_id);
  const previous = asText(change?.previous);
  const current = asText(change?.current);
  if (previous === undefined || current === undefined) return null;
  const before = bsuidOf(previous, config);
  return {
    type: "identity_changed",
    key: `id:${previous}:${current}`,
    thread: previous,
    at: epochMs(fields.timestamp, "s", now),
    from: { ids: [before] },
    before,
    after: bsuidOf(current, config),
  };
}

function accountEvent(field: string, value: Fields, entry: Fields): ChannelEvent[] {
  const detail = [asText(value.event), asText(value.current_limit), asText(asRecord(value.ban_info)?.waba_ban_state)].filter(Boolean).join(" ");
  const revoked = /DISABLED|BANNED|DELETED|REMOVED|OFFBOARDED/.test(detail);
  return [
    {
      type: "account",
      key: `${field}:${asText(entry.id) ?? ""}:${asText(entry.time) ?? detail}`,
      state: revoked ? "revoked" : "quality",
      detail: detail || field,
    },
  ];
}

/** What an agent wrote in the WhatsApp Business app on the phone (coexistence). */
function echoOf(fields: Fields, config: WhatsappConfig, now: number): ChannelEvent | null {
  const id = asText(fields.id);
  const ids = personOf(asText(fields.to), asText(fields.to_user_id), config);
  if (id === undefined || !ids) return null;
  return {
    type: "message",
    key: id.slice(0, 500),
    thread: ids[0].value,
    at: epochMs(fields.timestamp, "s", now),
    from: { ids },
    providerId: id,
    parts: partsOf(fields),
    echo: true,
  };
}

const STATUSES: readonly DeliveryReceipt["status"][] = ["sent", "delivered", "read", "failed"];

function receiptOf(fields: Fields, config: WhatsappConfig, now: number): ChannelEvent | null {
  const id = asText(fields.id);
  const status = STATUSES.find((name) => name === fields.status) ?? (fields.status === "played" ? "read" : undefined);
  const ids = personOf(asText(fields.recipient_id), asText(fields.recipient_user_id), config);
  if (id === undefined || status === undefined || !ids) return null;
  const base = { key: `${id}:${asText(fields.status)}`.slice(0, 500), thread: ids[0].value, at: epochMs(fields.timestamp, "s", now), from: { ids } };
  if (status !== "failed") return { type: "receipt", ...base, receipt: { status, providerIds: [id] } };
  const error = asRecord(asList(fields.errors)[0]) ?? {};
  const code = asNumber(error.code) ?? 0;
  const detail = (asText(asRecord(error.error_data)?.details) ?? asText(error.title))?.slice(0, 300);
  return {
    type: "receipt",
    ...base,
    receipt: {
      status,
      providerIds: [id],
      error: { code: String(code), class: classOfWhatsapp(code) ?? "invalid", ...(detail === undefined ? {} : { detail }) },
    },
  };
}

const MEDIA: Readonly<Record<string, Attachment["kind"]>> = { image: "image", audio: "audio", video: "video", document: "file", sticker: "sticker" };

/** Empty = nothing was said (a reaction taken back). */
function partsOf(fields: Fields): Part[] {
  const type = asText(fields.type) ?? "message";
  const content = asRecord(fields[type]) ?? {};
  const kind = Object.hasOwn(MEDIA, type) ? MEDIA[type] : undefined;
  if (kind !== undefined) return [mediaOf(kind, content) ?? lost(type)];
  switch (type) {
    case "text":
      return [{ type: "text", text: asText(content.body) ?? "" }];
    case "location":
      return [placeOf(content) ?? lost(type)];
    case "contacts":
      return [{ type: "text", text: asList(fields.contacts).map(contactText).join("\n") || "contact" }];
    case "button":
      return [actionOf(content.payload, content.text) ?? lost(type)];
    case "interactive":
      return [interactiveOf(content) ?? lost(type)];
    case "reaction": {
      const emoji = asText(content.emoji);
      return emoji === undefined ? [] : [{ type: "text", text: emoji }];
    }
    default:
      return [lost(type)];
  }
}

const lost = (hint: string): Part => ({ type: "unsupported", hint: hint.slice(0, 100) });

function mediaOf(kind: Attachment["kind"], content: Fields): Part | null {
  const mediaId = asText(content.id);
  if (mediaId === undefined) return null;
  const mime = asText(content.mime_type)?.slice(0, 200);
  const name = asText(content.filename)?.slice(0, 500);
  const sha256 = asText(content.sha256)?.slice(0, 100);
  const caption = asText(content.caption);
  const media: Attachment = {
    kind,
    ref: { mediaId },
    ...(mime === undefined ? {} : { mime }),
    ...(name === undefined ? {} : { name }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  return { type: "media", media, ...(caption === undefined ? {} : { caption }) };
}

function placeOf(content: Fields): Part | null {
  const lat = asNumber(content.latitude);
  const lng = asNumber(content.longitude);
  if (lat === undefined || lng === undefined) return null;
  const name = asText(content.name);
  const address = asText(content.address);
  return { type: "location", lat, lng, datum: "wgs84", ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

function contactText(contact: unknown): string {
  const fields = asRecord(contact) ?? {};
  const phones = asList(fields.phones).map((phone) => asText(asRecord(phone)?.phone));
  return [asText(asRecord(fields.name)?.formatted_name), ...phones].filter(Boolean).join(" ");
}

function actionOf(id: unknown, label: unknown): Part | null {
  const value = asText(id) ?? asText(label);
  const words = asText(label)?.slice(0, 500);
  return value === undefined ? null : { type: "action", id: value.slice(0, 1000), ...(words === undefined ? {} : { label: words }) };
}

function interactiveOf(content: Fields): Part | null {
  const pressed = asRecord(content.button_reply) ?? asRecord(content.list_reply);
  if (pressed) return actionOf(pressed.id, pressed.title);
  const form = asText(asRecord(content.nfm_reply)?.response_json);
  return form === undefined ? null : { type: "text", text: form };
}
