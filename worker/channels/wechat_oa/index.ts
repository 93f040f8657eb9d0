/** WeChat Official Account 微信公众号. Source: developers.weixin.qq.com, customer-service messages and 消息加解密. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { encodingAesKeySchema } from "../wechat-crypto.ts";
import { readWechatToken } from "../wechat-errors.ts";
import { parseWechatOa } from "./parse.ts";
import { evidenceOfWechatOa, mediaOfWechatOa, outcomeOfWechatOa, renderWechatOa, sealWechatOa, signalWechatOa } from "./render.ts";
import { answerWechatOaCheck, verifyWechatOa } from "./verify.ts";

export const wechatOaConfigSchema = z.strictObject({
  appId: z.string().min(1).max(64),
  appSecret: z.string().min(1).max(128),
  /** 服务器配置 → 令牌(Token) */
  token: z.string().min(1).max(32),
  /** Set it for 兼容模式 and 安全模式: unencrypted messages are then refused. */
  encodingAesKey: encodingAesKeySchema.optional(),
  /** Answer in the webhook's own HTTP response: for accounts without the customer-service API (未认证订阅号). */
  passive: z.boolean().default(false),
  /** The Open Platform account (开放平台) this app is bound to: scope of its unionids. */
  openPlatform: z.string().max(64).default(""),
  /** 客服账号 shown with agents' answers, `name@account`. */
  kfAccount: z.string().max(100).optional(),
});
export type WechatOaConfig = z.infer<typeof wechatOaConfigSchema>;

const TOKEN_EARLY_S = 300;

export const wechatOa: Channel<WechatOaConfig> = {
  kind: "wechat_oa",
  config: wechatOaConfigSchema,
  secrets: ["appSecret", "token", "encodingAesKey"],
  baseUrl: "https://api.weixin.qq.com",
  capabilities: CAPABILITIES.wechat_oa,
  handshake: answerWechatOaCheck,
  verify: verifyWechatOa,
  parse: parseWechatOa,
  // Anything but `success`, nothing or XML is shown to the customer as a fault of the account.
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "success" }),
  seal: sealWechatOa,
  token: (config) => ({
    cacheKey: `wechat:${config.appId}`,
    // stable_token does not end the life of the token before it; the older `token` call does.
    request: {
      method: "POST",
      path: "/cgi-bin/stable_token",
      auth: "none",
      json: { grant_type: "client_credential", appid: config.appId, secret: config.appSecret, force_refresh: false },
    },
    read: readWechatToken,
    earlyS: TOKEN_EARLY_S,
    place: { in: "query", name: "access_token" },
  }),
  render: renderWechatOa,
  signal: signalWechatOa,
  media: mediaOfWechatOa,
  evidence: evidenceOfWechatOa,
  outcome: outcomeOfWechatOa,
};
