/** Facebook Messenger: a page's conversations. Source: developers.facebook.com/docs/messenger-platform. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { GRAPH, GRAPH_VERSION } from "../meta-webhook.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseMessenger } from "./parse.ts";
import { evidenceOfMessenger, outcomeOfMessenger, renderMessenger, signalMessenger } from "./render.ts";
import { answerMessengerCheck, verifyMessenger } from "./verify.ts";

export const messengerConfigSchema = z.strictObject({
  appSecret: z.string().min(16).max(128),
  /** Any text; entered again where the callback URL is. */
  verifyToken: z.string().min(1).max(200),
  pageAccessToken: z.string().min(1).max(1000),
  pageId: z.string().min(1).max(50),
  /** Recognises echoes of this very app beside our own mark. */
  appId: z.string().max(50).optional(),
  /** The app was approved for HUMAN_AGENT: agents may answer for seven days. */
  humanAgent: z.boolean().default(false),
  apiVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/)
    .default(GRAPH_VERSION),
});
export type MessengerConfig = z.infer<typeof messengerConfigSchema>;

export const messenger: Channel<MessengerConfig> = {
  kind: "messenger",
  config: messengerConfigSchema,
  secrets: ["appSecret", "verifyToken", "pageAccessToken"],
  baseUrl: GRAPH,
  capabilities: CAPABILITIES.messenger,
  providerAccount: (config) => config.pageId,
  handshake: answerMessengerCheck,
  verify: verifyMessenger,
  parse: parseMessenger,
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "EVENT_RECEIVED" }),
  render: renderMessenger,
  signal: signalMessenger,
  evidence: evidenceOfMessenger,
  outcome: outcomeOfMessenger,
};
