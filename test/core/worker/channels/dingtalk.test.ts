import { describe, expect, test } from "vitest";
import { channelContract } from "../../../contract/channel-contract.ts";
import { bound } from "../../../contract/contract-case.ts";
import { dingtalkEventConfig, dingtalkEventRequest, dingtalkFixture } from "../../../fixtures/channels/dingtalk.ts";
import vectors from "../../../fixtures/vectors/dingtalk.json" with { type: "json" };
import { wxOpen, wxSignature } from "../../../support/fake-platforms/wechat-signing.ts";

channelContract(dingtalkFixture);

const channel = bound(dingtalkFixture);

describe("DingTalk's event subscription", () => {
  const events = bound(dingtalkFixture, dingtalkEventConfig);
  const at = Number(vectors.eventSubscription.query.timestamp);

  test("is answered with a sealed success that DingTalk can open", async () => {
    const answer = JSON.parse((await events.ack(dingtalkEventRequest, at)).body) as Record<string, string>;
    const opened = wxOpen(dingtalkEventConfig.eventAesKey, answer.encrypt ?? "");
    expect(opened).toEqual({ message: "success", receiveId: vectors.eventSubscription.receiveId });
    expect(answer.msg_signature).toBe(wxSignature(dingtalkEventConfig.eventToken, answer.timeStamp ?? "", answer.nonce ?? "", answer.encrypt ?? ""));
  });

  test("is answered in the same words when it comes again", async () => {
    expect(await events.ack(dingtalkEventRequest, at)).toEqual(await events.ack(dingtalkEventRequest, at));
  });

  test("is refused by an account that has not set it up", async () => {
    expect((await channel.verify(dingtalkEventRequest, at)).ok).toBe(false);
  });
});

describe("media of a DingTalk message", () => {
  test("are fetched from the address a download code buys, on DingTalk's own hosts only", () => {
    expect(channel.media({ kind: "image", ref: { mediaId: "code-1" } })).toEqual([
      {
        method: "POST",
        path: "/v1.0/robot/messageFiles/download",
        auth: "token",
        json: { downloadCode: "code-1", robotCode: "dingxxxx" },
        save: { name: "file", field: "downloadUrl" },
      },
      { method: "GET", path: "", url: { href: "{{file}}", allowHosts: ["*.dingtalk.com", "*.aliyuncs.com"] }, auth: "none" },
    ]);
  });
});
