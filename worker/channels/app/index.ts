/**
 * The host's own app. It talks over GET /v1/visitor/socket like the widget, or posts the same frames here, with a token that the
 * host's server signs for its user (RFC 7519: HS256 with a shared secret, or EdDSA with the host's own key).
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseApp } from "./parse.ts";
import { ackApp, outcomeOfApp, renderApp } from "./render.ts";
import { verifyApp } from "./verify.ts";

export const appConfigSchema = z
  .strictObject({
    /** Shared with the host's server, for HS256: at least 32 bytes (RFC 7518 §3.2). */
    tokenSecret: z.string().min(32).max(500).optional(),
    /** The host's public key, for EdDSA. */
    publicKey: z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string().length(43) }).optional(),
    /** `aud` that tokens must have. */
    audience: z.string().min(1).max(200).optional(),
  })
  .refine((config) => config.tokenSecret !== undefined || config.publicKey !== undefined, "give a tokenSecret or a publicKey");
export type AppConfig = z.infer<typeof appConfigSchema>;

export const app: Channel<AppConfig> = {
  kind: "app",
  config: appConfigSchema,
  secrets: ["tokenSecret"],
  // Nothing is called: the session pushes.
  baseUrl: "https://localhost",
  capabilities: CAPABILITIES.app,
  verify: verifyApp,
  parse: parseApp,
  ack: ackApp,
  render: renderApp,
  outcome: outcomeOfApp,
};
