/** Frames of a user whose id the host has vouched for: `{"user":{"id","hash","name"},"frames":[…]}`. */
import type { Parsed, RawRequest } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { hostUser, MAX_USER_ID, visitorEvents } from "../visitor-frames.ts";
import type { WebConfig } from "./index.ts";

export function parseWeb(payload: string, _config: WebConfig, _request: RawRequest, now: number): Parsed {
  const body = asRecord(parseExactJson(payload));
  if (!body) return { ok: false, why: "the payload is no JSON object" };
  const user = asRecord(body.user);
  const id = asText(user?.id)?.slice(0, MAX_USER_ID);
  if (id === undefined) return { ok: true, events: [] };
  const name = asText(user?.name)?.slice(0, 200);
  const locale = asText(user?.locale)?.slice(0, 50);
  const from = { ids: [hostUser(id)] as const, ...(name === undefined ? {} : { name }), ...(locale === undefined ? {} : { locale }) };
  return visitorEvents(body, from, now);
}
