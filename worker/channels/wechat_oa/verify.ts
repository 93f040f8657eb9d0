/** The signature of an official account: plaintext mode signs no body, safe mode encrypts and signs it. */
import type { HttpAnswer, RawRequest, Verified } from "../channel.ts";
import { readFlatXml } from "../flat-xml.ts";
import { isFresh, textOfBytes } from "../signatures.ts";
import { openEnvelope, wechatSigned } from "../wechat-crypto.ts";
import type { WechatOaConfig } from "./index.ts";

/** The platform states none; its three tries lie within 15 seconds. */
const REPLAY_WINDOW_MS = 5 * 60_000;
const MAX_ECHO = 200;

const refused = (why: string): Verified => ({ ok: false, status: 401, why });

interface Signed {
  timestamp: string;
  nonce: string;
}

function signedQuery(request: RawRequest): Signed {
  return { timestamp: request.url.searchParams.get("timestamp") ?? "", nonce: request.url.searchParams.get("nonce") ?? "" };
}

/** GET with `echostr`: the text goes back as it came. */
export async function answerWechatCheck(request: RawRequest, config: WechatOaConfig): Promise<HttpAnswer | null> {
  if (request.method !== "GET") return null;
  const { timestamp, nonce } = signedQuery(request);
  const echo = request.url.searchParams.get("echostr") ?? "";
  const isSigned = await wechatSigned(request.url.searchParams.get("signature"), config.token, timestamp, nonce);
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  if (!isSigned || echo === "" || echo.length > MAX_ECHO) return { status: 401, headers, body: "wrong signature" };
  return { status: 200, headers, body: echo };
}

export async function verifyWechatOa(request: RawRequest, config: WechatOaConfig, now: number): Promise<Verified> {
  const { timestamp, nonce } = signedQuery(request);
  const body = textOfBytes(request.body);
  if (body === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  if (!isFresh(Number(timestamp || Number.NaN) * 1000, now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  if (config.encodingAesKey === undefined) {
    const isSigned = await wechatSigned(request.url.searchParams.get("signature"), config.token, timestamp, nonce);
    return isSigned ? { ok: true, payload: body, secure: false } : refused("the signature does not match");
  }
  // Compatible mode sends the plain fields as well; only the envelope is believed.
  const sealed = readFlatXml(body)?.Encrypt;
  if (!sealed) return refused("this account takes encrypted messages only");
  if (!(await wechatSigned(request.url.searchParams.get("msg_signature"), config.token, timestamp, nonce, sealed)))
    return refused("the signature does not match");
  const envelope = await openEnvelope(config.encodingAesKey, sealed, config.appId);
  return envelope.ok ? { ok: true, payload: envelope.message, secure: true } : refused(envelope.why);
}
