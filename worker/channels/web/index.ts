/**
 * The widget's channel. Visitors talk over GET /v1/visitor/socket, and the session pushes replies there; this adapter is the way in
 * for the host's own server (a contact form, a page without scripts), with the identity check of Intercom and Chatwoot.
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseWeb } from "./parse.ts";
import { ackWeb, outcomeOfWeb, renderWeb } from "./render.ts";
import { verifyWeb } from "./verify.ts";

/** A shorter key can be guessed from one known pair of id and hash. */
const MIN_SECRET = 32;

export const webConfigSchema = z.strictObject({
  /** `user.hash` = hex HMAC-SHA256 of the user's id under this. */
  identitySecret: z.string().min(MIN_SECRET).max(200),
  /** Still accepted while the host changes over. */
  previousSecret: z.string().min(MIN_SECRET).max(200).optional(),
});
export type WebConfig = z.infer<typeof webConfigSchema>;

export const web: Channel<WebConfig> = {
  kind: "web",
  config: webConfigSchema,
  secrets: ["identitySecret", "previousSecret"],
  // Nothing is called: the session pushes.
  baseUrl: "https://localhost",
  capabilities: CAPABILITIES.web,
  verify: verifyWeb,
  parse: parseWeb,
  ack: ackWeb,
  render: renderWeb,
  outcome: outcomeOfWeb,
};
