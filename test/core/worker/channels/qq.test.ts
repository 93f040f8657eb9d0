import { describe, expect, test } from "vitest";
import { ed25519FromSeed, ed25519Verify } from "../../../../worker/channels/signatures.ts";
import { utf8 } from "../../../../worker/crypto/bytes.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { qqFixture } from "../../../fixtures/channels/qq.ts";
import vectors from "../../../fixtures/vectors/qq.json" with { type: "json" };

channelContract(qqFixture);

describe("the key of a QQ bot", () => {
  test.each([vectors.docsValidation, vectors.docsEvent])("is derived from its secret as the documentation prints it", async ({ seedUtf8, publicKeyHex }) => {
    const pair = await ed25519FromSeed(utf8(seedUtf8));
    expect(pair.publicKeyHex).toBe(publicKeyHex);
  });

  test("accepts the event that the documentation prints", async () => {
    const { publicKeyHex, docsPrintedSignature, timestamp, body } = vectors.docsEvent;
    expect(await ed25519Verify(publicKeyHex, docsPrintedSignature, timestamp + body)).toBe(true);
  });
});

describe("the signing oracle of QQ's address check", () => {
  const { mustRefuse } = vectors;
  const channel = bound(qqFixture);
  const request = (body: string, headers: Record<string, string>) => ({
    method: "POST",
    url: new URL("https://kefu.example/"),
    headers: new Headers({ "x-bot-appid": "11111111", ...headers }),
    body: new TextEncoder().encode(body),
  });

  test("would have given a signature that passes for an event", async () => {
    const forged = request(mustRefuse.forgedEvent, { "x-signature-ed25519": mustRefuse.oracleSignature, "x-signature-timestamp": "1725442341" });
    expect((await channel.verify(forged, qqFixture.now)).ok).toBe(true);
  });

  test.each(["{}", '{"op":0}', "a b", "", "x".repeat(65), "中文"])("signs nothing for the token %j", async (plainToken) => {
    const body = JSON.stringify({ op: 13, d: { plain_token: plainToken, event_ts: "1725442341" } });
    const answer = await channel.handshake(request(body, {}), qqFixture.now);
    expect(answer?.status).toBe(403);
    expect(answer?.body).toBe("{}");
  });

  test.each(["", "1725442341{", "-1", "12345678901234567"])("signs nothing for the time %j", async (eventTs) => {
    const body = JSON.stringify({ op: 13, d: { plain_token: "token", event_ts: eventTs } });
    expect((await channel.handshake(request(body, {}), qqFixture.now))?.status).toBe(403);
  });
});
