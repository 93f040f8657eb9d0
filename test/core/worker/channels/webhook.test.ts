import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { webhookFixture } from "../../../fixtures/channels/webhook.ts";

channelContract(webhookFixture);

const channel = bound(webhookFixture);
const theirs = new Webhook(String(webhookFixture.config.secret));

describe("the library standardwebhooks", () => {
  test("signs what our door believes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), fc.stringMatching(/^[\w-]{1,40}$/), async (text, id) => {
        const body = JSON.stringify({ text });
        const at = new Date(webhookFixture.now);
        const headers = { "webhook-id": id, "webhook-timestamp": String(webhookFixture.now / 1000), "webhook-signature": theirs.sign(id, at, body) };
        expect(await channel.verify(postTo("webhook", body, headers), webhookFixture.now)).toEqual({ ok: true, payload: body, secure: true });
      }),
    );
  });

  test("believes the replies that we sign", async () => {
    const now = Date.now();
    const [call] = channel.render(webhookFixture.message, now).calls;
    if (!call) throw new Error("no call");
    const body = JSON.stringify(call.json);
    const headers = { ...call.headers, ...(await channel.sign(call, body, now)) };
    expect(theirs.verify(body, headers)).toEqual(call.json);
    expect(() => theirs.verify(`${body} `, headers)).toThrow();
  });
});

describe("a webhook without an address for replies", () => {
  test("sends nothing: replies are read by API", () => {
    const { replyUrl: _, ...config } = webhookFixture.config;
    expect(bound(webhookFixture, config).render(webhookFixture.message, 0)).toEqual({ calls: [] });
  });
});

describe("a host that posts for its own users", () => {
  test("means the same customers as its signed user tokens", () => {
    const host = bound(webhookFixture, { ...webhookFixture.config, users: "host" });
    const parsed = host.parse('{"type":"typing","user":{"id":"u-1"}}', postTo("webhook", ""), 0);
    expect(parsed.ok && parsed.events[0]).toMatchObject({ from: { ids: [{ kind: "host_user", scope: "", value: "u-1", verified: true }] } });
  });
});
