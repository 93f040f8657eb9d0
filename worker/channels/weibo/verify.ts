/** Weibo's signature is WeChat's with the app secret as its token: it covers neither body nor address. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { answerWechatCheck, verifyWechat } from "../wechat-crypto.ts";
import type { WeiboConfig } from "./index.ts";

export const answerWeiboCheck = (request: RawRequest, config: WeiboConfig): Promise<HttpAnswer | null> => answerWechatCheck(request, config.appSecret);

export const verifyWeibo = (request: RawRequest, config: WeiboConfig, now: number): Promise<Verified> =>
  verifyWechat(request, { token: config.appSecret, receiveId: "", sealedIn: () => undefined }, now);
