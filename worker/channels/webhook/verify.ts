/** Standard Webhooks: `v1,<base64 HMAC-SHA256(key, id.timestamp.body)>`, several of them while a secret is changed. */
import type { HttpCall } from "../../../protocol/channels.ts";
import { base64, concatBytes, sameText, textOfBytes, unbase64, utf8 } from "../../crypto/bytes.ts";
import { hmac } from "../../crypto/hash.ts";
import type { RawRequest, Verified } from "../channel.ts";
import { isFresh } from "../signatures.ts";
import type { WebhookConfig } from "./index.ts";

/** The specification's own tolerance, both ways. */
const REPLAY_WINDOW_MS = 5 * 60_000;
/** More signatures than a rotation needs are not looked at. */
const MAX_SIGNATURES = 10;

async function signatureOf(secret: string, id: string, timestamp: string, body: Uint8Array): Promise<string> {
  const key = unbase64(secret.replace(/^whsec_/, "")) ?? utf8(secret);
  return `v1,${base64(await hmac("SHA-256", key, concatBytes(utf8(`${id}.${timestamp}.`), body)))}`;
}

export async function verifyWebhook(request: RawRequest, config: WebhookConfig, now: number): Promise<Verified> {
  const id = request.headers.get("webhook-id") ?? "";
  const timestamp = request.headers.get("webhook-timestamp") ?? "";
  const given = (request.headers.get("webhook-signature") ?? "").split(" ").slice(0, MAX_SIGNATURES);
  if (id === "") return { ok: false, status: 401, why: "no webhook-id" };
  if (!/^\d{1,15}$/.test(timestamp) || !isFresh(Number(timestamp) * 1000, now, REPLAY_WINDOW_MS)) {
    return { ok: false, status: 401, why: "the signed time is too far away" };
  }
  const secrets = [config.secret, ...(config.previousSecret === undefined ? [] : [config.previousSecret])];
  for (const secret of secrets) {
    const wanted = await signatureOf(secret, id, timestamp, request.body);
    if (!given.some((signature) => sameText(signature, wanted))) continue;
    const payload = textOfBytes(request.body);
    return payload === null ? { ok: false, status: 400, why: "the body is not UTF-8" } : { ok: true, payload, secure: true };
  }
  return { ok: false, status: 401, why: "the signature does not match" };
}

/** Our replies are signed as the other side signs. The id is the reply's, so that a repeated call is known. */
export async function signWebhook(call: HttpCall, body: string, config: WebhookConfig, now: number): Promise<Readonly<Record<string, string>>> {
  const timestamp = String(Math.floor(now / 1000));
  const id = call.headers?.["webhook-id"] ?? "";
  return { "webhook-timestamp": timestamp, "webhook-signature": await signatureOf(config.secret, id, timestamp, utf8(body)) };
}
