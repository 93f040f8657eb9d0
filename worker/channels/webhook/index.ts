/**
 * The generic channel: any system that can post JSON. Both directions are signed by Standard Webhooks
 * (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md). The shapes are in docs/channels/webhook.md.
 */
import { z } from "zod";
import { unbase64 } from "../../crypto/bytes.ts";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseWebhook } from "./parse.ts";
import { outcomeOfWebhook, renderWebhook } from "./render.ts";
import { signWebhook, verifyWebhook } from "./verify.ts";

/** `whsec_` and the key in base64; the specification wants 24 to 64 bytes. */
const secretSchema = z
  .string()
  .max(200)
  .refine((secret) => (unbase64(secret.replace(/^whsec_/, ""))?.length ?? 0) >= 24, "whsec_ and at least 24 bytes in base64");

export const webhookConfigSchema = z.strictObject({
  /** Signs both directions. */
  secret: secretSchema,
  /** Still accepted from outside while the other side changes over. */
  previousSecret: secretSchema.optional(),
  /** Where replies are posted. Without it they are read by API. */
  replyUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  /** `host` = the ids are those of your own users, as in signed user tokens; `bridge` = ids of another platform behind this address. */
  users: z.enum(["host", "bridge"]).default("bridge"),
  /** Keeps the ids of several bridges apart. */
  scope: z.string().max(100).default(""),
});
export type WebhookConfig = z.infer<typeof webhookConfigSchema>;

export const webhook: Channel<WebhookConfig> = {
  kind: "webhook",
  config: webhookConfigSchema,
  secrets: ["secret", "previousSecret"],
  // Every call goes to `replyUrl`.
  baseUrl: "https://localhost",
  capabilities: CAPABILITIES.webhook,
  verify: verifyWebhook,
  parse: parseWebhook,
  ack: () => ({ status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: '{"received":true}' }),
  render: renderWebhook,
  sign: signWebhook,
  outcome: outcomeOfWebhook,
};
