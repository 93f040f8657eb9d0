import { afterEach, describe, expect, test } from "vitest";
import type { ChannelMessage } from "../../../../protocol/channels.ts";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { postTo } from "../../../fixtures/channels/hook-request.ts";
import { kakaoFixture } from "../../../fixtures/channels/kakao.ts";
import { accountOn } from "../../../support/channel-account.ts";
import { asRawRequest } from "../../../support/fake-platforms/fake-platform.ts";
import { type KakaoFake, startKakao } from "../../../support/fake-platforms/kakao.ts";

channelContract(kakaoFixture);

const channel = bound(kakaoFixture);
const open: KakaoFake[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

describe("a block without callback", () => {
  test("is answered with the fixed sentence, and gives no right to answer", async () => {
    const platform = await startKakao();
    open.push(platform);
    const account = accountOn(platform);
    const webhook = platform.sayPlainly("u1", "안녕");
    const answer = await account.channel.ack(asRawRequest(webhook), 0);
    expect(JSON.parse(answer.body)).toMatchObject({ version: "2.0", template: { outputs: [{ simpleText: { text: expect.stringContaining("메시지") } }] } });
    const [event] = await account.receive(webhook);
    expect((event as ChannelMessage).reply).toBeUndefined();
  });
});

describe("a callback", () => {
  test("takes one answer, and a second is told as over", async () => {
    const platform = await startKakao();
    platform.clock.set(1_700_000_000_000);
    open.push(platform);
    const account = accountOn(platform);
    const [event] = await account.receive(await platform.say("u1", "안녕"));
    const { thread, from, reply } = event as ChannelMessage;
    const answer = { id: "tn_1", thread, to: from.ids, parts: [{ type: "text" as const, text: "네" }], author: "bot" as const, ...(reply ? { reply } : {}) };
    expect((await account.send(answer)).outcome.outcome).toBe("sent");
    expect((await account.send(answer)).outcome).toMatchObject({ outcome: "refused", class: "window" });
  });
});

test("another bot's message is refused", async () => {
  const body = (kakaoFixture.samples[0]?.payload ?? "").replace(String(kakaoFixture.config.botId), "another");
  expect(await channel.verify(postTo("kakao", body, { "x-kefu-secret": String(kakaoFixture.config.headerSecret) }), 0)).toMatchObject({
    ok: false,
    status: 403,
  });
});
