import { validateSignature } from "@line/bot-sdk";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelMessage, OutboundMessage } from "../../../../protocol/channels.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { KEY, lineFixture } from "../../../fixtures/channels/line.ts";
import vectors from "../../../fixtures/vectors/line.json" with { type: "json" };
import { accountOn } from "../../../support/channel-account.ts";
import { type LineFake, lineSignature, startLine } from "../../../support/fake-platforms/line.ts";

channelContract(lineFixture);

const channel = bound(lineFixture);
const open: LineFake[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

describe("LINE's own SDK", () => {
  test("and our door agree on every signature", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), fc.boolean(), async (body, isRight) => {
        const signature = lineSignature(isRight ? vectors.channelSecret : "x", body);
        expect(validateSignature(body, vectors.channelSecret, signature)).toBe(isRight);
        expect((await channel.verify(postTo("line", body, { "x-line-signature": signature }), lineFixture.now)).ok).toBe(isRight);
      }),
    );
  });

  test("refuses the altered body that we refuse", async () => {
    const { body, signature } = vectors.tampered;
    expect(validateSignature(body, vectors.channelSecret, signature)).toBe(false);
    expect((await channel.verify(postTo("line", body, { "x-line-signature": signature }), lineFixture.now)).ok).toBe(false);
  });
});

describe("a push", () => {
  test("has a retry key of its own that does not change", () => {
    const parts = Array.from({ length: 7 }, () => ({ type: "text" as const, text: "same" }));
    const keys = channel.render({ ...lineFixture.message, parts }, 0).calls.map((call) => call.headers?.["x-line-retry-key"] ?? "");
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(KEY);
    expect(channel.render({ ...lineFixture.message, parts }, 99).calls.map((call) => call.headers?.["x-line-retry-key"])).toEqual(keys);
  });
});

async function conversation() {
  const platform = await startLine();
  platform.clock.set(1_700_000_000_000);
  open.push(platform);
  const account = accountOn(platform);
  const [event] = await account.receive(await platform.say("U1", "在吗"));
  const { thread, from, reply } = event as ChannelMessage;
  const answer = (text: string, id: string, withToken: boolean): OutboundMessage => ({
    id,
    thread,
    to: from.ids,
    parts: [{ type: "text", text }],
    author: "agent",
    ...(withToken && reply ? { reply } : {}),
  });
  return { platform, account, answer };
}

describe("a conversation on LINE", () => {
  test("is free with the reply token, and pushed after it", async () => {
    const { platform, account, answer } = await conversation();
    expect((await account.send(answer("在", "tn_1", true))).outcome.outcome).toBe("sent");
    expect((await account.send(answer("请说", "tn_2", false))).outcome.outcome).toBe("sent");
    expect(platform.calls.map((call) => call.path)).toEqual(["/oauth2/v3/token", "/v2/bot/message/reply", "/v2/bot/message/push"]);
    expect(platform.delivered.map(({ to, text }) => `${to} ${text}`)).toEqual(["U1 在", "U1 请说"]);
  });

  test("does not say anything twice when an answer of LINE is lost", async () => {
    const { platform, account, answer } = await conversation();
    platform.misbehave({ as: "fail", answer: { status: 500, body: "{}" } });
    platform.dropTokens();
    await account.send(answer("一", "tn_3", false));
    platform.misbehave({ as: "deaf" });
    expect((await account.send(answer("二", "tn_4", false))).outcome.outcome).toBe("sent");
    expect(platform.delivered.map((one) => one.text)).toEqual(["一", "二"]);
  });

  test("ends with the month's messages, and says so", async () => {
    const { platform, account, answer } = await conversation();
    platform.endQuota();
    expect((await account.send(answer("三", "tn_5", false))).outcome).toMatchObject({ outcome: "refused", class: "quota" });
    expect((await account.send(answer("四", "tn_6", true))).outcome.outcome).toBe("sent");
  });
});
