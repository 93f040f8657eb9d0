/**
 * Douyin 抖音 private messages of a business account. Source: open.douyin.com, webhooks and 私信管理. Experimental: the platform
 * grants this permission case by case, and limits vary by account type — hence configuration.
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { asNumber, asRecord, asText } from "../exact-json.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseDouyin } from "./parse.ts";
import { outcomeOfDouyin, renderDouyin } from "./render.ts";
import { answerDouyinCheck, verifyDouyin } from "./verify.ts";

export const douyinConfigSchema = z.strictObject({
  clientKey: z.string().min(1).max(64),
  clientSecret: z.string().min(1).max(128),
  /** The business account's own open_id. */
  openId: z.string().min(1).max(128),
  /** From the account's OAuth consent; replaced by the platform at each refresh. */
  refreshToken: z.string().min(1).max(512),
  /** How long and how often one message may be answered, as the platform grants it to this account. */
  replyHours: z.number().positive().max(168).default(24),
  replyCount: z.number().int().positive().max(1000).default(5),
});
export type DouyinConfig = z.infer<typeof douyinConfigSchema>;

/** Access tokens live 15 days; a day early leaves time to ask for consent again. */
const TOKEN_EARLY_S = 86_400;

function readToken(body: unknown): { token: string; ttlS: number; refreshToken?: string } | null {
  const data = asRecord(asRecord(body)?.data);
  const token = asText(data?.access_token);
  const ttlS = asNumber(data?.expires_in);
  const refreshToken = asText(data?.refresh_token);
  return token === undefined || ttlS === undefined ? null : { token, ttlS, ...(refreshToken === undefined ? {} : { refreshToken }) };
}

export const douyin: Channel<DouyinConfig> = {
  kind: "douyin",
  config: douyinConfigSchema,
  secrets: ["clientSecret", "refreshToken"],
  baseUrl: "https://open.douyin.com",
  capabilities: CAPABILITIES.douyin,
  handshake: answerDouyinCheck,
  verify: verifyDouyin,
  parse: parseDouyin,
  ack: () => ({ status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: "{}" }),
  token: (config) => ({
    cacheKey: `douyin:${config.clientKey}:${config.openId}`,
    request: {
      method: "POST",
      path: "/oauth/refresh_token/",
      auth: "none",
      form: { client_key: config.clientKey, grant_type: "refresh_token", refresh_token: "{{refresh_token}}" },
    },
    refreshToken: config.refreshToken,
    read: readToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "header", name: "access-token", prefix: "" },
  }),
  render: renderDouyin,
  outcome: outcomeOfDouyin,
};
