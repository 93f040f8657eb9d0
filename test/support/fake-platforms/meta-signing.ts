/** Webhooks as Meta signs them, and the errors of the Graph API. */
import { createHmac } from "node:crypto";
import type { PlatformAnswer, WebhookRequest } from "./fake-platform.ts";

/** Meta escapes what is not ASCII, and signs the escaped text. */
export const metaJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

export const metaHeaders = (secret: string, body: string): Record<string, string> => ({
  "content-type": "application/json",
  "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});

export function metaPost(secret: string, value: unknown): WebhookRequest {
  const body = metaJson(value);
  return { method: "POST", query: "", headers: metaHeaders(secret, body), body: Buffer.from(body) };
}

export const metaCheck = (token: string, challenge: string): WebhookRequest => ({
  method: "GET",
  query: new URLSearchParams({ "hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge }).toString(),
  headers: {},
  body: new Uint8Array(0),
});

export const graphError = (status: number, code: number, message: string, subcode?: number): PlatformAnswer => ({
  status,
  body: {
    error: { message: `(#${code}) ${message}`, type: "OAuthException", code, ...(subcode === undefined ? {} : { error_subcode: subcode }), fbtrace_id: "t" },
  },
});
