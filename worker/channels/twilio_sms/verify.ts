/**
 * Base64 HMAC-SHA1 over the address as Twilio called it and the sorted fields of the form. The address counts, so behind a proxy the
 * public origin is configuration. JSON is signed by its hash in the query. No time is signed.
 */

import { sameText, textOfBytes } from "../../crypto/bytes.ts";
import { hmacSha1Base64, sha256Hex } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import type { TwilioConfig } from "./index.ts";

export async function verifyTwilio(request: RawRequest, config: TwilioConfig): Promise<Verified> {
  const payload = textOfBytes(request.body);
  if (payload === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  const bodyHash = request.url.searchParams.get("bodySHA256");
  if (bodyHash !== null && !sameText(bodyHash.toLowerCase(), await sha256Hex(request.body)))
    return { ok: false, status: 401, why: "the body has another hash" };
  const signed = bodyHash === null ? sortedFields(payload) : [];
  const fields = signed.map(([name, value]) => name + value).join("");
  // Order, repetition and spelling of the form are not signed: only what is goes on.
  const believed = bodyHash === null ? new URLSearchParams(signed).toString() : payload;
  const given = request.headers.get("x-twilio-signature") ?? "";
  for (const address of addressesOf(request.url, config.publicOrigin)) {
    if (sameText(given, await hmacSha1Base64(config.authToken, address + fields))) return { ok: true, payload: believed, secure: true };
  }
  return { ok: false, status: 401, why: "the signature does not match" };
}

/** Keys in order, each with its values in order and once. */
function sortedFields(payload: string): [name: string, value: string][] {
  const form = new URLSearchParams(payload);
  const names = [...new Set(form.keys())].sort();
  return names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value): [string, string] => [name, value]));
}

/** Twilio signs with or without the usual port, depending on the product. */
function addressesOf(url: URL, publicOrigin: string | undefined): string[] {
  const origin = publicOrigin === undefined ? url.origin : new URL(publicOrigin).origin;
  const rest = url.pathname + url.search;
  const hasPort = /:\d+$/.test(origin);
  return hasPort ? [origin + rest] : [origin + rest, `${origin}:${origin.startsWith("https:") ? 443 : 80}${rest}`];
}
