/** The signature of a mini program's messages: as an official account's, with an envelope in JSON or XML as the console was set. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { asRecord, asText, parseExactJson } from "../exact-json.ts";
import { readFlatXml } from "../flat-xml.ts";
import { answerWechatCheck, verifyWechat } from "../wechat-crypto.ts";
import type { WechatMiniConfig } from "./index.ts";

export const answerWechatMiniCheck = (request: RawRequest, config: WechatMiniConfig): Promise<HttpAnswer | null> => answerWechatCheck(request, config.token);

const sealedIn = (body: string): string | undefined =>
  body.trimStart().startsWith("<") ? readFlatXml(body)?.Encrypt : asText(asRecord(parseExactJson(body))?.Encrypt);

export const verifyWechatMini = (request: RawRequest, config: WechatMiniConfig, now: number): Promise<Verified> =>
  verifyWechat(request, { token: config.token, encodingAesKey: config.encodingAesKey, receiveId: config.appId, sealedIn }, now);
