import { describe, expect, test } from "vitest";
import { wechatOa, wechatOaConfigSchema } from "../../../../worker/channels/wechat_oa/index.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { plaintextRequest, wechatOaFixture, wechatOaMessage, wxSignature } from "../../../fixtures/channels/wechat_oa.ts";
import vectors from "../../../fixtures/vectors/wechat-official.json" with { type: "json" };

channelContract(wechatOaFixture);

const safe = wechatOaConfigSchema.parse(wechatOaFixture.config);
const { encodingAesKey: _, ...withoutKey } = wechatOaFixture.config as Record<string, string>;
const plain = wechatOaConfigSchema.parse(withoutKey);
const NOW = wechatOaFixture.now;

describe("an official account in plaintext mode", () => {
  test("accepts the signature and says that the body is not covered by it", async () => {
    const body = wechatOaMessage("text", "<Content><![CDATA[hi]]></Content>", "1");
    expect(await wechatOa.verify(plaintextRequest(body), plain, NOW)).toEqual({ ok: true, payload: body, secure: false });
  });

  test("sorts token, time and nonce as text, not as numbers", () => {
    for (const vector of vectors.plaintextMode) expect(wxSignature(vector.token, vector.timestamp, vector.nonce)).toBe(vector.signature);
  });

  test("is never believed once the account has an EncodingAESKey", async () => {
    const body = wechatOaMessage("text", "<Content><![CDATA[forged]]></Content>", "1");
    expect((await wechatOa.verify(plaintextRequest(body), safe, NOW)).ok).toBe(false);
  });
});

describe("a passive answer in safe mode", () => {
  const vector = vectors.safeMode.find((entry) => entry.label === "oa-passive-reply");

  test("is sealed byte for byte as Tencent's own code seals it", async () => {
    if (!vector) throw new Error("vector");
    const config = { ...safe, token: vector.token, encodingAesKey: vector.encodingAESKey, appId: vector.receiveId };
    const random = new TextEncoder().encode(vector.random16);
    const sealed = await wechatOa.seal?.({ status: 200, headers: {}, body: vector.plaintext }, config, Number(vector.timestamp) * 1000, (bytes) => {
      bytes.set(random.subarray(0, bytes.length));
      return bytes;
    });
    expect(sealed?.body).toContain(`<Encrypt><![CDATA[${vector.encrypt}]]></Encrypt>`);
    expect(sealed?.body).toContain(`<TimeStamp>${vector.timestamp}</TimeStamp>`);
  });

  test("signs with the sealed text, so that WeChat accepts it", async () => {
    if (!vector) throw new Error("vector");
    expect(wxSignature(vector.token, vector.timestamp, vector.nonce, vector.encrypt)).toBe(vector.msg_signature);
  });
});
