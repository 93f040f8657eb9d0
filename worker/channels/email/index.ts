/**
 * E-mail: in from Cloudflare's Email Workers (or any relay that signs what it hands over), out by Cloudflare's Email Service.
 * Sources: RFC 5322, RFC 3834 (automatic mail), RFC 3464 (bounces), developers.cloudflare.com/email-service.
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseEmail } from "./parse.ts";
import { outcomeOfEmail, renderEmail } from "./render.ts";
import { verifyEmail } from "./verify.ts";

export const emailConfigSchema = z.strictObject({
  /** Where customers write to; plus addresses of it must arrive too. */
  address: z.email().max(200).toLowerCase(),
  /** Shown as the sender. */
  name: z.string().min(1).max(100),
  /** Signs what the Email Worker hands over, and the plus addresses of threads. */
  inboundSecret: z.string().min(32).max(200),
  /** Cloudflare account and an API token that may send. */
  accountId: z.string().min(1).max(64),
  apiToken: z.string().min(1).max(200),
  /** Whose Authentication-Results are believed: the server that took the mail in. */
  authservId: z.string().max(200).default("mx.cloudflare.net"),
});
export type EmailConfig = z.infer<typeof emailConfigSchema>;

export const email: Channel<EmailConfig> = {
  kind: "email",
  config: emailConfigSchema,
  secrets: ["inboundSecret", "apiToken"],
  baseUrl: "https://api.cloudflare.com/client/v4",
  capabilities: CAPABILITIES.email,
  verify: verifyEmail,
  parse: parseEmail,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  render: renderEmail,
  outcome: outcomeOfEmail,
};
