/** Customer messages of a WeChat mini program 小程序客服消息. Source: developers.weixin.qq.com/miniprogram, 客服消息. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { encodingAesKeySchema } from "../wechat-crypto.ts";
import { readWechatToken } from "../wechat-errors.ts";
import { parseWechatMini } from "./parse.ts";
import { mediaOfWechatMini, outcomeOfWechatMini, renderWechatMini, signalWechatMini } from "./render.ts";
import { answerWechatMiniCheck, verifyWechatMini } from "./verify.ts";

export const wechatMiniConfigSchema = z.strictObject({
  appId: z.string().min(1).max(64),
  appSecret: z.string().min(1).max(128),
  /** 消息推送 → Token */
  token: z.string().min(1).max(32),
  /** Set it for 兼容模式 and 安全模式: unencrypted messages are then refused. */
  encodingAesKey: encodingAesKeySchema.optional(),
});
export type WechatMiniConfig = z.infer<typeof wechatMiniConfigSchema>;

const TOKEN_EARLY_S = 300;

export const wechatMini: Channel<WechatMiniConfig> = {
  kind: "wechat_mini",
  config: wechatMiniConfigSchema,
  secrets: ["appSecret", "token", "encodingAesKey"],
  baseUrl: "https://api.weixin.qq.com",
  capabilities: CAPABILITIES.wechat_mini,
  handshake: answerWechatMiniCheck,
  verify: verifyWechatMini,
  parse: parseWechatMini,
  // Anything but `success` or nothing is shown to the customer as a fault of the mini program.
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "success" }),
  token: (config) => ({
    cacheKey: `wechat:${config.appId}`,
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
  render: renderWechatMini,
  signal: signalWechatMini,
  media: mediaOfWechatMini,
  outcome: outcomeOfWechatMini,
};
