/** Weibo 微博粉丝服务平台. Source: open.weibo.com, documents of 2014 that still stand: experimental. */
import { z } from "zod";
import type { Channel } from "../channel.ts";
import { CAPABILITIES } from "../rules.ts";
import { parseWeibo } from "./parse.ts";
import { mediaOfWeibo, outcomeOfWeibo, renderWeibo } from "./render.ts";
import { answerWeiboCheck, verifyWeibo } from "./verify.ts";

export const weiboConfigSchema = z.strictObject({
  /** App Secret of the fan-service app; signs the webhook. */
  appSecret: z.string().min(1).max(128),
  /** From the console of the fan-service platform; lives 365 days. */
  accessToken: z.string().min(1).max(256),
  /** The account's own uid. */
  uid: z.string().regex(/^\d{1,20}$/, "the uid has digits only"),
  /** Answer in the webhook's own HTTP response. */
  passive: z.boolean().default(false),
});
export type WeiboConfig = z.infer<typeof weiboConfigSchema>;

export const weibo: Channel<WeiboConfig> = {
  kind: "weibo",
  config: weiboConfigSchema,
  secrets: ["appSecret", "accessToken"],
  baseUrl: "https://m.api.weibo.com",
  capabilities: CAPABILITIES.weibo,
  handshake: answerWeiboCheck,
  verify: verifyWeibo,
  parse: parseWeibo,
  // An empty body is taken as "no answer now".
  ack: () => ({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: "" }),
  render: renderWeibo,
  media: mediaOfWeibo,
  outcome: outcomeOfWeibo,
};
