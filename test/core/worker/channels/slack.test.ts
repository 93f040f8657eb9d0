import { isValidSlackRequest } from "@slack/bolt";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { slackFixture } from "../../../fixtures/channels/slack.ts";
import vectors from "../../../fixtures/vectors/slack.json" with { type: "json" };
import { slackHeaders } from "../../../support/fake-platforms/slack.ts";

channelContract(slackFixture);

const channel = bound(slackFixture);
const NOW = slackFixture.now;

describe("Slack's own library", () => {
  test("and our door agree on every signature", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), fc.boolean(), async (body, isRight) => {
        const headers = slackHeaders(isRight ? vectors.signingSecret : "x", body, NOW);
        const theirs = isValidSlackRequest({
          signingSecret: vectors.signingSecret,
          body,
          headers: { "x-slack-signature": headers["x-slack-signature"] ?? "", "x-slack-request-timestamp": Number(headers["x-slack-request-timestamp"]) },
          nowMilliseconds: NOW,
          logger: { debug: () => undefined } as never,
        });
        expect(theirs).toBe(isRight);
        expect((await channel.verify(postTo("slack", body, headers), NOW)).ok).toBe(isRight);
      }),
    );
  });

  test("refuses the old request that we refuse", async () => {
    const headers = { "x-slack-request-timestamp": String(vectors.event.timestamp), "x-slack-signature": vectors.event.signature };
    expect((await channel.verify(postTo("slack", vectors.event.body, headers), vectors.stale.nowMs)).ok).toBe(vectors.stale.valid);
  });
});

describe("a mention in a channel", () => {
  test("that comes as two events is one message", () => {
    const event = (type: string, id: string) =>
      JSON.stringify({ type: "event_callback", team_id: "T", event_id: id, event: { type, channel: "C1", user: "U1", ts: "1.2", text: "x" } });
    const keys = [event("message", "Ev1"), event("app_mention", "Ev2")].map((payload) => {
      const parsed = channel.parse(payload, postTo("slack", ""), NOW);
      return parsed.ok ? parsed.events[0]?.key : null;
    });
    expect(keys).toEqual(["m:C1:1.2", "m:C1:1.2"]);
  });
});

describe("a command", () => {
  test("brings its words and an address for five answers", () => {
    const parsed = channel.parse(vectors.docs.body, postTo("slack", ""), NOW);
    expect(parsed.ok && parsed.events).toMatchObject([
      {
        type: "message",
        thread: "G8PSS9T3V",
        from: { ids: [{ value: "U2CERLKJA" }], name: "roadrunner" },
        parts: [{ type: "text", text: "/webhook-collect" }],
        reply: { kind: "url", expiresAt: NOW + 1_800_000, uses: 5 },
      },
    ]);
  });
});
