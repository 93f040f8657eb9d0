import { afterEach, describe, expect, test } from "vitest";
import type { ChannelMessage, OutboundMessage } from "../../../../protocol/channels.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { zaloFixture } from "../../../fixtures/channels/zalo.ts";
import { accountOn } from "../../../support/channel-account.ts";
import { startZalo, type ZaloFake } from "../../../support/fake-platforms/zalo.ts";

channelContract(zaloFixture);

const open: ZaloFake[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

async function conversation() {
  const platform = await startZalo();
  platform.clock.set(1_700_000_000_000);
  open.push(platform);
  const account = accountOn(platform);
  const [event] = await account.receive(await platform.say("20001", "xin chào"));
  const { thread, from } = event as ChannelMessage;
  const answer = (text: string): OutboundMessage => ({ id: "tn_1", thread, to: from.ids, parts: [{ type: "text", text }], author: "agent" });
  return { platform, account, answer };
}

describe("tokens of Zalo", () => {
  test("are renewed with a refresh token that works only once", async () => {
    const { platform, account, answer } = await conversation();
    for (const words of ["một", "hai", "ba"]) {
      expect((await account.send(answer(words))).outcome.outcome).toBe("sent");
      platform.dropTokens();
    }
    expect(platform.delivered.map((one) => one.text)).toEqual(["một", "hai", "ba"]);
  });
});

describe("a customer of Zalo", () => {
  test("who no longer follows is not written to", async () => {
    const { platform, account, answer } = await conversation();
    expect(await account.receive(platform.left("20001"))).toMatchObject([{ type: "presence", state: "unfollowed", thread: "20001" }]);
    expect((await account.send(answer("x"))).outcome).toMatchObject({ outcome: "refused", class: "blocked" });
  });
});
