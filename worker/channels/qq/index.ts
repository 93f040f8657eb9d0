/** QQ bots, official API v2: private chats, groups and guild channels. Source: bot.q.qq.com/wiki, github.com/tencent-connect/bot-docs. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseQq } from "./parse.ts";
import { outcomeOfQq, renderQq } from "./render.ts";
import { answerQqCheck, verifyQq } from "./verify.ts";

export const qqConfigSchema = z.strictObject({
  appId: z.string().regex(/^\d{1,20}$/, "the App ID has digits only"),
  /** AppSecret: signs events, checks addresses, buys tokens. */
  botSecret: z.string().min(1).max(128),
  /** False closes the address check, once it has been passed: one door less for whoever looks for a signature. */
  verifying: z.boolean().default(true),
  /** Hosts registered on the platform. An address of another host would make the platform refuse the whole message (304003). */
  registeredHosts: z.array(z.string().min(1).max(253)).max(100).default([]),
});
export type QqConfig = z.infer<typeof qqConfigSchema>;

const TOKEN_HOST = "https://bots.qq.com";
/** A new token is given only in the old one's last 60 seconds. */
const TOKEN_EARLY_S = 50;

function readToken(body: unknown): { token: string; ttlS: number } | null {
  const answer = asRecord(body);
  const token = asText(answer?.access_token);
  const ttlS = asNumber(answer?.expires_in); // comes as text
  return token === undefined || ttlS === undefined ? null : { token, ttlS };
}

export const qq: Channel<QqConfig> = {
  kind: "qq",
  config: qqConfigSchema,
  secrets: ["botSecret"],
  baseUrl: "https://api.sgroup.qq.com",
  capabilities: CAPABILITIES.qq,
  handshake: answerQqCheck,
  verify: verifyQq,
  parse: parseQq,
  ack: () => ({ status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: '{"op":12}' }),
  token: (config) => ({
    cacheKey: `qq:${config.appId}`,
    request: { method: "POST", base: TOKEN_HOST, path: "/app/getAppAccessToken", auth: "none", json: { appId: config.appId, clientSecret: config.botSecret } },
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "authorization", prefix: "QQBot " },
  }),
  render: renderQq,
  outcome: outcomeOfQq,
};
