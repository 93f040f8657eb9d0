/** Instagram direct messages of a professional account. Source: developers.facebook.com/docs/instagram-platform. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { GRAPH_VERSION } from "../meta-webhook.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseInstagram } from "./parse.ts";
import { evidenceOfInstagram, outcomeOfInstagram, renderInstagram, signalInstagram } from "./render.ts";
import { answerInstagramCheck, verifyInstagram } from "./verify.ts";

export const instagramConfigSchema = z.strictObject({
  /** With Instagram Login the *Instagram* app secret, not the Facebook one. */
  appSecret: z.string().min(16).max(128),
  verifyToken: z.string().min(1).max(200),
  accessToken: z.string().min(1).max(1000),
  /** Id of the professional account, as it stands in webhooks. */
  accountId: z.string().min(1).max(50),
  appId: z.string().max(50).optional(),
  /** The app was approved for HUMAN_AGENT: agents may answer for seven days. */
  humanAgent: z.boolean().default(false),
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default(GRAPH_VERSION),
});
export type InstagramConfig = z.infer<typeof instagramConfigSchema>;

export const instagram: Channel<InstagramConfig> = {
  kind: "instagram",
  config: instagramConfigSchema,
  secrets: ["appSecret", "verifyToken", "accessToken"],
  // With Facebook Login the account's base URL is set to https://graph.facebook.com.
  baseUrl: "https://graph.instagram.com",
  capabilities: CAPABILITIES.instagram,
  providerAccount: (config) => config.accountId,
  handshake: answerInstagramCheck,
  verify: verifyInstagram,
  parse: parseInstagram,
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "EVENT_RECEIVED" }),
  render: renderInstagram,
  signal: signalInstagram,
  evidence: evidenceOfInstagram,
  outcome: outcomeOfInstagram,
};
