import { sign } from "@octokit/webhooks-methods";
import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { messengerFixture } from "../../../fixtures/channels/messenger.ts";

channelContract(messengerFixture);

const channel = bound(messengerFixture);

describe("@octokit/webhooks-methods, which signs as Meta does", () => {
  test("signs what our door believes, raw and escaped", async () => {
    for (const body of ['{"text":"退款 😀"}', '{"text":"\\u9000\\u6b3e"}']) {
      const signature = await sign(String(messengerFixture.config.appSecret), body);
      expect(await channel.verify(postTo("messenger", body, { "x-hub-signature-256": signature }), messengerFixture.now)).toEqual({
        ok: true,
        payload: body,
        secure: true,
      });
    }
  });
});

describe("signals and names", () => {
  test("are calls of their own", () => {
    const to = { thread: "P", ids: [] };
    expect(channel.signal("typing", to, null)?.json).toEqual({ recipient: { id: "P" }, sender_action: "typing_on" });
    expect(channel.signal("read", to, null)?.json).toEqual({ recipient: { id: "P" }, sender_action: "mark_seen" });
    const [identity] = messengerFixture.message.to;
    const asked = identity && channel.evidence(identity);
    expect(asked?.call.method).toBe("GET");
    expect(asked?.read({ name: "A B" })).toEqual({ ids: [], name: "A B" });
    expect(channel.evidence({ kind: "phone", scope: "", value: "+1", verified: true })).toBeNull();
  });
});
