/**
 * WeCom customer service 企业微信 · 微信客服. The callback is a doorbell: messages are pulled with `sync_msg`.
 * Source: developer.work.weixin.qq.com/document/path/94670 (messages), 94677 (sending), 95122 (welcome words).
 */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { encodingAesKeySchema } from "../wechat-crypto.ts";
import { readWechatToken } from "../wechat-errors.ts";
import { parseWecomKf, pullWecomKf } from "./parse.ts";
import { evidenceOfWecomKf, mediaOfWecomKf, outcomeOfWecomKf, renderWecomKf } from "./render.ts";
import { answerWecomKfCheck, verifyWecomKf } from "./verify.ts";

export const wecomKfConfigSchema = z.strictObject({
  corpId: z.string().min(1).max(64),
  /** The secret of 微信客服, not of another app. */
  secret: z.string().min(1).max(128),
  token: z.string().min(1).max(32),
  encodingAesKey: encodingAesKeySchema,
  /** Only this customer-service account (`wk…`); absent = all of the corporation. */
  openKfId: z.string().max(64).optional(),
  /** The Open Platform account (开放平台) the corporation is bound to: scope of unionids. */
  openPlatform: z.string().max(64).default(""),
});
export type WecomKfConfig = z.infer<typeof wecomKfConfigSchema>;

const TOKEN_EARLY_S = 300;

export const wecomKf: Channel<WecomKfConfig> = {
  kind: "wecom_kf",
  config: wecomKfConfigSchema,
  secrets: ["secret", "token", "encodingAesKey"],
  baseUrl: "https://qyapi.weixin.qq.com",
  capabilities: CAPABILITIES.wecom_kf,
  handshake: answerWecomKfCheck,
  verify: verifyWecomKf,
  parse: parseWecomKf,
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "success" }),
  pull: pullWecomKf,
  token: (config) => ({
    cacheKey: `wecom:${config.corpId}:kf`,
    request: { method: "GET", path: "/cgi-bin/gettoken", auth: "none", query: { corpid: config.corpId, corpsecret: config.secret } },
    read: readWechatToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "query", name: "access_token" },
  }),
  render: renderWecomKf,
  media: mediaOfWecomKf,
  evidence: evidenceOfWecomKf,
  outcome: outcomeOfWecomKf,
};
