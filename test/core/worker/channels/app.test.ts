import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { appFixture } from "../../../fixtures/channels/app.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import vectors from "../../../fixtures/vectors/identity.json" with { type: "json" };
import { accountOn } from "../../../support/channel-account.ts";
import { hostToken, startApp } from "../../../support/fake-platforms/app.ts";

channelContract(appFixture);

const channel = bound(appFixture);
const NOW = appFixture.now;
const BODY = '{"t":"send","cid":"1","parts":[{"type":"text","text":"hi"}]}';
const asked = (token: string, body = BODY) => postTo("app", body, { authorization: `Bearer ${token}` });

describe("a token of the host", () => {
  test("ends when it says so", async () => {
    expect((await channel.verify(asked(vectors.jwt.token), vectors.jwt.validAt * 1000)).ok).toBe(true);
    expect((await channel.verify(asked(vectors.jwt.token), (vectors.jwt.expiredAt + 60) * 1000)).ok).toBe(false);
  });

  test("that would live for days is taken for an hour only", async () => {
    const token = hostToken(vectors.jwt.secret, { sub: "u", aud: "inbox_web", exp: NOW / 1000 + 864_000 }, NOW);
    expect((await channel.verify(asked(token), NOW)).ok).toBe(true);
    expect((await channel.verify(asked(token), NOW + 2 * 3_600_000)).ok).toBe(false);
  });

  test.each([
    ["another audience", hostToken(vectors.jwt.secret, { sub: "u", aud: "inbox_other" }, NOW)],
    ["no signature", `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"u"}').toString("base64url")}.`],
  ])("with %s is refused", async (_name, token) => {
    expect((await channel.verify(asked(token), NOW)).ok).toBe(false);
  });

  test("says who speaks, whatever the body says", async () => {
    const token = hostToken(vectors.jwt.secret, { sub: "me", aud: "inbox_web" }, NOW);
    const verified = await channel.verify(asked(token, '{"user":{"sub":"victim"},"t":"send","cid":"1","parts":[{"type":"text","text":"x"}]}'), NOW);
    const parsed = verified.ok ? channel.parse(verified.payload, asked(token), NOW) : null;
    expect(parsed?.ok && parsed.events[0]).toMatchObject({ from: { ids: [{ value: "me" }] } });
  });

  test("may be signed with the host's own Ed25519 key, and then with nothing else", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
    const { kty, crv, x } = await exportJWK(publicKey);
    const owner = bound(appFixture, { publicKey: { kty, crv, x } });
    const token = await new SignJWT({ sub: "u" })
      .setProtectedHeader({ alg: "EdDSA" })
      .setIssuedAt(NOW / 1000)
      .setExpirationTime(NOW / 1000 + 600)
      .sign(privateKey);
    expect((await owner.verify(asked(token), NOW)).ok).toBe(true);
    expect((await owner.verify(asked(hostToken(String(x), { sub: "u" }, NOW)), NOW)).ok).toBe(false);
  });
});

test("the app on a phone posts for its user", async () => {
  const platform = await startApp();
  platform.clock.set(NOW);
  const events = await accountOn(platform).receive(await platform.say("u-1", "在吗"));
  await platform.close();
  expect(events).toMatchObject([{ type: "message", from: { ids: [{ kind: "host_user", value: "u-1", verified: true }] }, parts: [{ text: "在吗" }] }]);
});
