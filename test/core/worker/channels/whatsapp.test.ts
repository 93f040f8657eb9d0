import { sign, verify } from "@octokit/webhooks-methods";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { whatsappFixture } from "../../../fixtures/channels/whatsapp.ts";
import { metaHeaders } from "../../../support/fake-platforms/meta-signing.ts";

channelContract(whatsappFixture);

const channel = bound(whatsappFixture);
const secret = String(whatsappFixture.config.appSecret);

describe("@octokit/webhooks-methods, which signs as Meta does", () => {
  test("and our door agree on every body", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), fc.boolean(), async (body, isRight) => {
        const signature = await sign(isRight ? secret : `${secret}x`, body);
        expect(await verify(secret, body, signature)).toBe(isRight);
        expect((await channel.verify(postTo("whatsapp", body, { "x-hub-signature-256": signature }), whatsappFixture.now)).ok).toBe(isRight);
        expect(metaHeaders(secret, body)["x-hub-signature-256"]).toBe(await sign(secret, body));
      }),
    );
  });
});

describe("typing and reading", () => {
  test("are told by the message that is answered, and not without one", () => {
    const to = { thread: "1", ids: [] };
    expect(channel.signal("read", to, "wamid.1")?.json).toEqual({ messaging_product: "whatsapp", status: "read", message_id: "wamid.1" });
    expect(channel.signal("typing", to, "wamid.1")?.json).toMatchObject({ typing_indicator: { type: "text" } });
    expect(channel.signal("typing", to, null)).toBeNull();
  });
});
