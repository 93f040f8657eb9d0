/**
 * WXBizMsgCrypt: the signature and the envelope of the WeChat family and of DingTalk's event subscription.
 * Source: developers.weixin.qq.com 消息加解密说明; checked against Tencent's sample, @wecom/crypto and wechat-crypto.
 */
import { z } from "zod";
import type { Chance } from "../../protocol/ids.ts";
import { type Bytes, base64, concatBytes, sameText, textOfBytes, unbase64, utf8 } from "../crypto/bytes.ts";
import { sha1Hex } from "../crypto/hash.ts";
import type { HttpAnswer, RawRequest, Verified } from "./channel.ts";
import { aesCbcDecryptUnpadded, aesCbcEncryptPadded, isFresh } from "./signatures.ts";

/** 43 characters from the platform's console; with "=" it is the base64 of 32 bytes. */
export const encodingAesKeySchema = z.string().regex(/^[A-Za-z0-9+/]{43}$/, "EncodingAESKey has 43 letters and digits");

/** Not AES's 16: half of all messages have a pad that WebCrypto would refuse. */
const PAD_BLOCK = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const IV_BYTES = 16;

export type Envelope = { ok: true; message: string } | { ok: false; why: string };

/** hex(sha1(sorted and joined)); sorted by character code, not by number. */
export const wechatSignature = (...parts: readonly string[]): Promise<string> => sha1Hex([...parts].sort().join(""));

export async function wechatSigned(given: string | null, ...parts: readonly string[]): Promise<boolean> {
  return given !== null && sameText(given, await wechatSignature(...parts));
}

const keyOf = (encodingAesKey: string): Bytes | null => {
  const key = unbase64(`${encodingAesKey}=`);
  return key?.length === 32 ? key : null;
};

/** Opens an envelope: 16 random bytes, length, message, receiver's id. The id must be ours: the key may be shared by several apps. */
export async function openEnvelope(encodingAesKey: string, sealed: string, receiveId: string): Promise<Envelope> {
  const key = keyOf(encodingAesKey);
  const ciphertext = unbase64(sealed);
  if (!key || !ciphertext) return { ok: false, why: "the envelope is not base64" };
  const plain = await aesCbcDecryptUnpadded(key, key.subarray(0, IV_BYTES), ciphertext);
  if (!plain) return { ok: false, why: "the envelope is not a whole number of blocks" };
  const pad = plain[plain.length - 1] ?? 0;
  const body = plain.subarray(0, plain.length - pad);
  const start = RANDOM_BYTES + LENGTH_BYTES;
  if (pad < 1 || pad > PAD_BLOCK || body.length < start) return { ok: false, why: "the padding of the envelope is wrong" };
  const length = new DataView(body.buffer, body.byteOffset).getUint32(RANDOM_BYTES);
  if (start + length > body.length) return { ok: false, why: "the length inside the envelope is wrong" };
  const message = textOfBytes(body.subarray(start, start + length));
  const receiver = textOfBytes(body.subarray(start + length));
  if (message === null || receiver === null) return { ok: false, why: "the envelope holds no UTF-8" };
  return sameText(receiver, receiveId) ? { ok: true, message } : { ok: false, why: "the envelope is addressed to another app" };
}

export async function sealEnvelope(encodingAesKey: string, message: string, receiveId: string, chance: Chance): Promise<string> {
  const key = keyOf(encodingAesKey) ?? new Uint8Array(32);
  const words = utf8(message);
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, words.length);
  const raw = concatBytes(chance(new Uint8Array(RANDOM_BYTES)), length, words, utf8(receiveId));
  const pad = PAD_BLOCK - (raw.length % PAD_BLOCK);
  const padded = concatBytes(raw, new Uint8Array(pad).fill(pad));
  return base64(await aesCbcEncryptPadded(key, key.subarray(0, IV_BYTES), padded));
}

/** The platform states no window; its three tries lie within 15 seconds. */
const REPLAY_WINDOW_MS = 5 * 60_000;
const MAX_ECHO = 200;
const ECHO_HEADERS = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };

export interface WechatDoor {
  token: string;
  encodingAesKey?: string | undefined;
  /** The id inside the envelope: app id or corp id. */
  receiveId: string;
  /** Finds the sealed text of a body. */
  sealedIn(body: string): string | undefined;
}

/** A query field. WeChat does not always escape the plus of base64, which a query then reads as a space. */
export const wechatQuery = (request: RawRequest, name: string): string => (request.url.searchParams.get(name) ?? "").replaceAll(" ", "+");

export const echoAnswer = (echo: string | null): HttpAnswer =>
  echo === null || echo === "" || echo.length > MAX_ECHO
    ? { status: 401, headers: ECHO_HEADERS, body: "wrong signature" }
    : { status: 200, headers: ECHO_HEADERS, body: echo };

/** GET with a plain `echostr` (official accounts, mini programs): the text goes back as it came. */
export async function answerWechatCheck(request: RawRequest, token: string): Promise<HttpAnswer | null> {
  if (request.method !== "GET") return null;
  const isSigned = await wechatSigned(wechatQuery(request, "signature"), token, wechatQuery(request, "timestamp"), wechatQuery(request, "nonce"));
  return echoAnswer(isSigned ? wechatQuery(request, "echostr") : null);
}

/**
 * A POST of the WeChat family. Plaintext mode signs no body; once an EncodingAESKey is set only the envelope is believed,
 * also in compatible mode, which sends the plain fields beside it.
 */
export async function verifyWechat(request: RawRequest, door: WechatDoor, now: number): Promise<Verified> {
  const timestamp = wechatQuery(request, "timestamp");
  const nonce = wechatQuery(request, "nonce");
  const body = textOfBytes(request.body);
  if (body === null) return { ok: false, status: 400, why: "the body is not UTF-8" };
  if (!isFresh(Number(timestamp || Number.NaN) * 1000, now, REPLAY_WINDOW_MS)) return refused("the signed time is too far away");
  if (door.encodingAesKey === undefined) {
    const isSigned = await wechatSigned(wechatQuery(request, "signature"), door.token, timestamp, nonce);
    return isSigned ? { ok: true, payload: body, secure: false } : refused("the signature does not match");
  }
  const sealed = door.sealedIn(body);
  if (!sealed) return refused("this account takes encrypted messages only");
  if (!(await wechatSigned(wechatQuery(request, "msg_signature"), door.token, timestamp, nonce, sealed))) return refused("the signature does not match");
  const envelope = await openEnvelope(door.encodingAesKey, sealed, door.receiveId);
  return envelope.ok ? { ok: true, payload: envelope.message, secure: true } : refused(envelope.why);
}

const refused = (why: string): Verified => ({ ok: false, status: 401, why });
