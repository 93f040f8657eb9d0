import { verifyKey } from "discord-interactions";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { discordFixture } from "../../../fixtures/channels/discord.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import vectors from "../../../fixtures/vectors/discord.json" with { type: "json" };
import { discordHeaders } from "../../../support/fake-platforms/discord.ts";

channelContract(discordFixture);

const channel = bound(discordFixture);
const NOW = discordFixture.now;

describe("Discord's own library", () => {
  test("and our door agree on every signature", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 100 }), fc.boolean(), async (body, isRight) => {
        const headers = discordHeaders(isRight ? Buffer.from(vectors.privateSeedHex, "hex") : Buffer.alloc(32, 1), body, NOW);
        const { "x-signature-ed25519": signature = "", "x-signature-timestamp": timestamp = "" } = headers;
        expect(await verifyKey(body, signature, timestamp, vectors.publicKeyHex)).toBe(isRight);
        expect((await channel.verify(postTo("discord", body, headers), NOW)).ok).toBe(isRight);
      }),
      { numRuns: 40 },
    );
  });
});

describe("the acknowledgement within three seconds", () => {
  test.each([
    ["a command", '{"type":2}', '{"type":5}'],
    ["a command in a server, seen by one person only", '{"type":2,"guild_id":"1"}', '{"type":5,"data":{"flags":64}}'],
    ["a form", '{"type":5}', '{"type":5}'],
    ["a look-up", '{"type":4}', '{"type":8,"data":{"choices":[]}}'],
    ["a webhook event", '{"type":1,"event":{}}', ""],
  ])("of %s leaves room for the answer", async (_name, body, answer) => {
    expect((await channel.ack(postTo("discord", body), NOW)).body).toBe(answer);
  });
});

describe("typing", () => {
  test("is shown only where the bot's token is known", () => {
    const to = { thread: "345", ids: [] };
    expect(channel.signal("typing", to, null)).toBeNull();
    const withToken = bound(discordFixture, { ...discordFixture.config, botToken: "a".repeat(30) });
    expect(withToken.signal("typing", to, null)?.path).toBe("/channels/345/typing");
    expect(withToken.signal("read", to, null)).toBeNull();
  });
});
