/** The signature of an official account: plaintext mode signs no body, safe mode encrypts and signs it. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { readFlatXml } from "../flat-xml.ts";
import { answerWechatCheck, verifyWechat } from "../wechat-crypto.ts";
import type { WechatOaConfig } from "./index.ts";

export const answerWechatOaCheck = (request: RawRequest, config: WechatOaConfig): Promise<HttpAnswer | null> => answerWechatCheck(request, config.token);

export const verifyWechatOa = (request: RawRequest, config: WechatOaConfig, now: number): Promise<Verified> =>
  verifyWechat(
    request,
    { token: config.token, encodingAesKey: config.encodingAesKey, receiveId: config.appId, sealedIn: (body) => readFlatXml(body)?.Encrypt },
    now,
  );
