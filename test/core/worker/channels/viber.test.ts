import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { viberFixture } from "../../../fixtures/channels/viber.ts";
import vectors from "../../../fixtures/vectors/viber.json" with { type: "json" };
import { viberSignature } from "../../../support/fake-platforms/viber.ts";

channelContract(viberFixture);

const channel = bound(viberFixture);
type Validator = { validateMessage(signature: string, body: string): boolean };
const MessageValidator = createRequire(import.meta.url)("viber-bot/lib/message/message-validator") as new (
  logger: { debug(): void },
  token: string,
) => Validator;
const theirs = new MessageValidator({ debug: () => undefined }, vectors.authToken);

describe("Viber's own validator", () => {
  test("and our door agree on every signature", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 200 }), fc.boolean(), async (body, isRight) => {
        const signature = viberSignature(isRight ? vectors.authToken : "x", body);
        expect(theirs.validateMessage(signature, body)).toBe(isRight);
        expect((await channel.verify(postTo("viber", body, { "x-viber-content-signature": signature }), viberFixture.now)).ok).toBe(isRight);
      }),
    );
  });
});

describe("an offer whose ids are too long to travel", () => {
  test("goes without them: the words of the button are understood by themselves", () => {
    const choices = Array.from({ length: 24 }, (_, index) => ({ id: `${index}`.repeat(180).slice(0, 180), label: `choice ${index}` }));
    const json = channel.render({ ...viberFixture.message, choices }, 0).calls[0]?.json as Record<string, unknown>;
    expect(json.tracking_data).toBeUndefined();
    expect(json.keyboard).toBeDefined();
  });
});
