/** Frames of the host's user, with what the host's token says about them. */
import type { Identity } from "../../../protocol/message.ts";
import type { Parsed, RawRequest } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { hostUser, MAX_USER_ID, visitorEvents } from "../visitor-frames.ts";
import type { AppConfig } from "./index.ts";

type Fields = Readonly<Record<string, unknown>>;

export function parseApp(payload: string, _config: AppConfig, _request: RawRequest, now: number): Parsed {
  const opened = asRecord(parseExactJson(payload));
  if (!opened) return { ok: false, why: "the payload is no JSON object" };
  const claims = asRecord(opened.user) ?? {};
  const id = (asText(claims.sub) ?? asText(claims.user_id))?.slice(0, MAX_USER_ID);
  if (id === undefined) return { ok: true, events: [] };
  const name = asText(claims.name)?.slice(0, 200);
  const locale = asText(claims.locale)?.slice(0, 50);
  const from = { ids: [hostUser(id), ...provenBy(claims)] as const, ...(name === undefined ? {} : { name }), ...(locale === undefined ? {} : { locale }) };
  return visitorEvents(asRecord(opened.body) ?? {}, from, now);
}

/** What the host signs is proven, unless it says that it is not. */
function provenBy(claims: Fields): Identity[] {
  const ids: Identity[] = [];
  const email = asText(claims.email)?.slice(0, 320);
  const phone = (asText(claims.phone) ?? asText(claims.phone_number))?.slice(0, 50);
  if (email !== undefined) ids.push({ kind: "email", scope: "", value: email.toLowerCase(), verified: claims.email_verified !== false });
  if (phone !== undefined) ids.push({ kind: "phone", scope: "", value: phone, verified: claims.phone_number_verified !== false });
  return ids;
}
