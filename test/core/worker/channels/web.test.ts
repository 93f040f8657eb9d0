import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { webFixture } from "../../../fixtures/channels/web.ts";
import { accountOn } from "../../../support/channel-account.ts";
import { startWeb } from "../../../support/fake-platforms/web.ts";

channelContract(webFixture);

describe("the host's server", () => {
  test("posts for a user it vouches for", async () => {
    const platform = await startWeb();
    const events = await accountOn(platform).receive(await platform.say("u-1", "在吗"));
    await platform.close();
    expect(events).toMatchObject([{ type: "message", from: { ids: [{ kind: "host_user", value: "u-1", verified: true }] }, parts: [{ text: "在吗" }] }]);
  });

  test("cannot be imitated with one user's hash for another", async () => {
    const [sample] = webFixture.samples;
    const body = (sample?.payload ?? "").replace("crm-42", "crm-43");
    expect(await bound(webFixture).verify(postTo("web", body), webFixture.now)).toMatchObject({ ok: false, status: 401 });
  });
});
