/** What the vendors' own code signs and seals, ours accepts and opens; and the other way round. */
import { AESCipher, EventDispatcher, type Logger } from "@larksuiteoapi/node-sdk";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";
import fc from "fast-check";
import nacl from "tweetnacl";
import { describe, expect, test } from "vitest";
import WXBizMsgCrypt from "wechat-crypto";
import { ed25519FromSeed, ed25519Verify } from "../../../../worker/channels/signatures.ts";
import { openEnvelope, sealEnvelope, wechatSignature } from "../../../../worker/channels/wechat-crypto.ts";
import { hex } from "../../../../worker/crypto/bytes.ts";
import { bound } from "../../../contract/contract-case.ts";
import { feishuFixture } from "../../../fixtures/channels/feishu.ts";
import { qqFixture } from "../../../fixtures/channels/qq.ts";
import { larkHeaders, larkSeal } from "../../../support/fake-platforms/feishu-signing.ts";

const KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const ID = "wx1234567890abcdef";
const SILENT = Object.fromEntries(["error", "warn", "info", "debug", "trace"].map((level) => [level, () => undefined])) as unknown as Logger;
const chance = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 });

describe("WXBizMsgCrypt of @wecom/crypto and wechat-crypto", () => {
  const other = new WXBizMsgCrypt("token", KEY, ID);

  test("seals what ours opens, whatever the length of the padding", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        expect(await openEnvelope(KEY, encrypt(KEY, words, ID), ID)).toEqual({ ok: true, message: words });
        expect(await openEnvelope(KEY, other.encrypt(words), ID)).toEqual({ ok: true, message: words });
      }),
    );
  });

  test("opens what ours seals", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        const sealed = await sealEnvelope(KEY, words, ID, chance);
        expect(decrypt(KEY, sealed)).toMatchObject({ message: words, id: ID });
        expect(other.decrypt(sealed)).toEqual({ message: words, id: ID });
      }),
    );
  });

  test("signs as ours signs", async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), text, async (nonce, timestamp, sealed) => {
        const ours = await wechatSignature("token", String(timestamp), nonce, sealed);
        expect(ours).toBe(getSignature("token", timestamp, nonce, sealed));
        expect(ours).toBe(other.getSignature(String(timestamp), nonce, sealed));
      }),
    );
  });
});

describe("tweetnacl", () => {
  test("signs what ours accepts, and accepts what ours signs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 200 }), async (seed, message) => {
        const theirs = nacl.sign.keyPair.fromSeed(seed);
        const ours = await ed25519FromSeed(new Uint8Array(seed));
        expect(ours.publicKeyHex).toBe(hex(theirs.publicKey));
        const signature = await ours.sign(message);
        expect(signature).toBe(hex(nacl.sign.detached(message, theirs.secretKey)));
        expect(await ed25519Verify(ours.publicKeyHex, signature, message)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test("signs a QQ event that our door accepts", async () => {
    const body = JSON.stringify({ op: 0, id: "x", t: "C2C_MESSAGE_CREATE", d: { id: "1", content: "退款", author: { user_openid: "U" } } });
    const secret = String(qqFixture.config.botSecret);
    const pair = nacl.sign.keyPair.fromSeed(new TextEncoder().encode(secret.repeat(4)).slice(0, 32));
    const at = String(qqFixture.now / 1000);
    const headers = {
      "x-bot-appid": String(qqFixture.config.appId),
      "x-signature-timestamp": at,
      "x-signature-ed25519": hex(nacl.sign.detached(new TextEncoder().encode(at + body), pair.secretKey)),
    };
    const request = { method: "POST", url: new URL("https://kefu.example/"), headers: new Headers(headers), body: new TextEncoder().encode(body) };
    expect((await bound(qqFixture).verify(request, qqFixture.now)).ok).toBe(true);
  });
});

describe("Feishu's own SDK", () => {
  const encryptKey = String(feishuFixture.config.encryptKey);

  test("opens what our fake Feishu seals, so that the fake is no easier than the real one", () => {
    fc.assert(
      fc.property(text, (words) => {
        expect(new AESCipher(encryptKey).decrypt(larkSeal(encryptKey, words))).toBe(words);
      }),
    );
  });

  test("dispatches the very request that our channel accepts, and neither accepts it altered", async () => {
    const payload = feishuFixture.samples[0]?.payload ?? "";
    const body = JSON.stringify({ encrypt: larkSeal(encryptKey, payload) });
    const headers = larkHeaders(encryptKey, body, feishuFixture.now / 1000);
    const dispatched: unknown[] = [];
    const dispatcher = new EventDispatcher({ encryptKey, verificationToken: "vt_0123456789", logger: SILENT }).register({
      "im.message.receive_v1": async (data) => {
        dispatched.push(data.message.message_id);
        return "ok";
      },
    });
    // The SDK reads headers from a prototype property, the way Express hands them over.
    const asExpress = (signed: Record<string, string>) => Object.assign(Object.create({ headers: signed }), JSON.parse(body)) as object;
    const request = (signed: Record<string, string>) => ({
      method: "POST",
      url: new URL("https://kefu.example/"),
      headers: new Headers(signed),
      body: new TextEncoder().encode(body),
    });
    const forged = { ...headers, "x-lark-signature": (headers["x-lark-signature"] ?? "").replace(/^./, (first) => (first === "0" ? "1" : "0")) };
    await dispatcher.invoke(asExpress(headers));
    await dispatcher.invoke(asExpress(forged));
    expect(dispatched).toEqual(["om_5ce6d572455d361153b7cb51da133945"]);
    expect((await bound(feishuFixture).verify(request(headers), feishuFixture.now)).ok).toBe(true);
    expect((await bound(feishuFixture).verify(request(forged), feishuFixture.now)).ok).toBe(false);
  });
});
