/** A typed client of Kefu's HTTP interface, and the check of its webhooks' signatures. Runs in Node, browsers, Workers, Deno and Bun. */
import createClient, { type Client } from "openapi-fetch";
import type { paths, WebhookEventType, WebhookPayload } from "./schema.ts";

export type { Answer, Problem, paths, WebhookEventType, WebhookPayload } from "./schema.ts";

export interface KefuOptions {
  /** `https://host` */
  baseUrl: string;
  /** an API key, or a signed-in person's token */
  token: string;
  fetch?: typeof globalThis.fetch;
}

/** `kefu.POST("/v1/message", { body })` → `{ data, error, response }`; errors are RFC 9457 problems with a stable `code`. */
export function createKefu({ baseUrl, token, fetch }: KefuOptions): Client<paths> {
  return createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` }, ...(fetch ? { fetch } : {}) });
}

/** A webhook older or newer than this is refused, seconds. */
const TOLERANCE_S = 300;
const PREFIX = "whsec_";

/** Null = no base64. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/**
 * Checks a webhook as Standard Webhooks say and gives its payload; null = not from Kefu, altered, or too old. `body` is the raw text.
 * The same `webhook-id` may come more than once: remember the ids you have dealt with.
 */
export async function verifyWebhook(
  secret: string,
  headers: Readonly<Record<string, string | undefined>>,
  body: string,
  now = Date.now(),
): Promise<(WebhookPayload & { type: WebhookEventType }) | null> {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures } = headers;
  if (!id || !timestamp || !signatures || Math.abs(now / 1_000 - Number(timestamp)) > TOLERANCE_S) return null;
  const secretBytes = bytesOf(secret.replace(PREFIX, ""));
  if (!secretBytes) throw new TypeError("The secret is none of a webhook: whsec_ and base64");
  const key = await crypto.subtle.importKey("raw", secretBytes, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const signature of signatures.split(" ")) {
    const [version, value] = signature.split(",");
    const given = version === "v1" && value !== undefined ? bytesOf(value) : null;
    if (given && (await crypto.subtle.verify("HMAC", key, given, signed))) return JSON.parse(body) as WebhookPayload & { type: WebhookEventType };
  }
  return null;
}
