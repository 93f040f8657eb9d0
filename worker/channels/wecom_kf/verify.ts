/** The WeCom callback: everything is encrypted, the URL check included. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { readFlatXml } from "../flat-xml.ts";
import { echoAnswer, openEnvelope, verifyWechat, wechatQuery, wechatSigned } from "../wechat-crypto.ts";
import type { WecomKfConfig } from "./index.ts";

/** The echo comes sealed and goes back plain: no quotes, no BOM, no newline. */
export async function answerWecomKfCheck(request: RawRequest, config: WecomKfConfig): Promise<HttpAnswer | null> {
  if (request.method !== "GET") return null;
  const sealed = wechatQuery(request, "echostr");
  const isSigned = await wechatSigned(
    wechatQuery(request, "msg_signature"),
    config.token,
    wechatQuery(request, "timestamp"),
    wechatQuery(request, "nonce"),
    sealed,
  );
  if (!isSigned) return echoAnswer(null);
  const envelope = await openEnvelope(config.encodingAesKey, sealed, config.corpId);
  return echoAnswer(envelope.ok ? envelope.message : null);
}

export const verifyWecomKf = (request: RawRequest, config: WecomKfConfig, now: number): Promise<Verified> =>
  verifyWechat(
    request,
    { token: config.token, encodingAesKey: config.encodingAesKey, receiveId: config.corpId, sealedIn: (body) => readFlatXml(body)?.Encrypt },
    now,
  );
