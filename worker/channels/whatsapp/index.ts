/** WhatsApp Cloud API. Source: developers.facebook.com/docs/whatsapp/cloud-api. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { GRAPH, GRAPH_VERSION } from "../meta-webhook.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseWhatsapp } from "./parse.ts";
import { mediaOfWhatsapp, outcomeOfWhatsapp, renderWhatsapp, signalWhatsapp } from "./render.ts";
import { answerWhatsappCheck, verifyWhatsapp } from "./verify.ts";

export const whatsappConfigSchema = z.strictObject({
  /** App Dashboard → App settings → Basic. Signs the webhooks. */
  appSecret: z.string().min(16).max(128),
  /** Any text; entered again where the callback URL is. */
  verifyToken: z.string().min(1).max(200),
  /** Of a system user, so that it does not end. */
  accessToken: z.string().min(1).max(1000),
  phoneNumberId: z.string().regex(/^\d{1,30}$/),
  /** Business portfolio: the scope of user ids that are no phone numbers (BSUID). */
  portfolio: z.string().max(100).default(""),
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default(GRAPH_VERSION),
});
export type WhatsappConfig = z.infer<typeof whatsappConfigSchema>;

export const whatsapp: Channel<WhatsappConfig> = {
  kind: "whatsapp",
  config: whatsappConfigSchema,
  secrets: ["appSecret", "verifyToken", "accessToken"],
  baseUrl: GRAPH,
  capabilities: CAPABILITIES.whatsapp,
  providerAccount: (config) => config.phoneNumberId,
  handshake: answerWhatsappCheck,
  verify: verifyWhatsapp,
  parse: parseWhatsapp,
  ack: () => ({ status: 200, headers: {}, body: "" }),
  render: renderWhatsapp,
  signal: signalWhatsapp,
  media: mediaOfWhatsapp,
  outcome: outcomeOfWhatsapp,
};
