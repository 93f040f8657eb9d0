/** The Chinese channels against their fake platforms: webhooks in, replies out, tokens that end, files, receipts. Kept whole: one helper set for nine platforms. */
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelEvent, ChannelMessage, OutboundMessage } from "../../../../protocol/channels.ts";
import type { Part } from "../../../../protocol/message.ts";
import { accountOn, type ChannelAccount } from "../../../support/channel-account.ts";
import { startDingtalk } from "../../../support/fake-platforms/dingtalk.ts";
import { startDouyin } from "../../../support/fake-platforms/douyin.ts";
import { asRawRequest, type FakePlatform } from "../../../support/fake-platforms/fake-platform.ts";
import { startFeishu } from "../../../support/fake-platforms/feishu.ts";
import { startQq } from "../../../support/fake-platforms/qq.ts";
import { startWechatMini } from "../../../support/fake-platforms/wechat_mini.ts";
import { startWechatOa } from "../../../support/fake-platforms/wechat_oa.ts";
import { startWecomKf } from "../../../support/fake-platforms/wecom_kf.ts";
import { startWeibo } from "../../../support/fake-platforms/weibo.ts";
import { performCall, performCalls } from "../../../support/perform-calls.ts";

const open: FakePlatform[] = [];
afterEach(async () => {
  for (const platform of open.splice(0)) await platform.close();
});

async function on<P extends FakePlatform>(start: () => Promise<P>): Promise<{ platform: P; account: ChannelAccount }> {
  const platform = await start();
  platform.clock.set(1_700_000_000_000);
  open.push(platform);
  return { platform, account: accountOn(platform) };
}

const text = (words: string): Part => ({ type: "text", text: words });
const picture: Part = { type: "media", media: { kind: "image", ref: { blobKey: "b/1" }, name: "收据.png" } };

function answerTo(events: ChannelEvent[], parts: Part[], id = "tn_00000000000000000000000001"): OutboundMessage {
  const message = events.find((event): event is ChannelMessage => event.type === "message");
  if (!message) throw new Error("nothing to answer");
  return { id, thread: message.thread, to: message.from.ids, parts, author: "agent", ...(message.reply ? { reply: message.reply } : {}) };
}

const STARTS = [startWechatOa, startWechatMini, startWecomKf, startDingtalk, startFeishu, startQq, startWeibo, startDouyin];

describe.each(STARTS.map((start) => [start.name.replace("start", ""), start] as const))("a conversation on %s", (_name, start) => {
  test("comes in and is answered", async () => {
    const { platform, account } = await on(start as () => Promise<FakePlatform>);
    const events = await account.receive(await platform.say("20001", "我的退款到哪了 😀"));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ type: "message", parts: [{ type: "text", text: "我的退款到哪了 😀" }] });
    const { outcome } = await account.send(answerTo(events, [text("已经在路上")]));
    expect(outcome.outcome).toBe("sent");
    expect(platform.delivered).toMatchObject([{ to: "20001", text: "已经在路上" }]);
    expect(platform.refusals).toEqual([]);
  });

  test("is told what the platform does when it is down, too fast or cut off", async () => {
    const { platform, account } = await on(start as () => Promise<FakePlatform>);
    const events = await account.receive(await platform.say("20002", "在吗"));
    await account.send(answerTo(events, [text("在")], "tn_00000000000000000000000002"));
    platform.misbehave({ as: "throttle", retryAfterS: 2 }, { as: "fail", answer: { status: 502, body: "bad gateway" } });
    const { outcome } = await account.send(answerTo(events, [text("请说")], "tn_00000000000000000000000003"));
    expect(outcome.outcome).toBe("sent");
    expect(platform.delivered.map((delivered) => delivered.text)).toEqual(["在", "请说"]);
  });
});

describe("tokens of the Chinese platforms", () => {
  test.each([
    ["WeChat", startWechatOa],
    ["WeCom", startWecomKf],
    ["Feishu", startFeishu],
    ["QQ", startQq],
  ] as const)("that end early are fetched once more, and the message goes out once: %s", async (_name, start) => {
    const { platform, account } = await on<FakePlatform & { dropTokens(): void }>(start);
    const events = await account.receive(await platform.say("20003", "在吗"));
    await account.send(answerTo(events, [text("一")], "tn_00000000000000000000000004"));
    platform.dropTokens();
    const before = platform.calls.length;
    const { outcome } = await account.send(answerTo(events, [text("二")], "tn_00000000000000000000000005"));
    expect(outcome.outcome).toBe("sent");
    expect(platform.delivered.map((delivered) => delivered.text)).toEqual(["一", "二"]);
    expect(platform.calls.length - before).toBe(3); // refused, fetched, sent
  });

  test("are renewed on Douyin with a refresh token that works only once", async () => {
    const { platform, account } = await on(startDouyin);
    const events = await account.receive(await platform.say("20004", "在吗"));
    await account.send(answerTo(events, [text("一")]));
    for (const words of ["二", "三"]) {
      platform.dropTokens();
      expect((await account.send(answerTo(events, [text(words)]))).outcome.outcome).toBe("sent");
    }
  });
});

describe("pictures", () => {
  test.each([
    ["WeChat", startWechatOa],
    ["WeChat mini program", startWechatMini],
    ["WeCom", startWecomKf],
    ["DingTalk", startDingtalk],
    ["Feishu", startFeishu],
  ] as const)("are uploaded before they are sent: %s", async (_name, start) => {
    const { platform, account } = await on<FakePlatform>(start);
    const events = await account.receive(await platform.say("20005", "发我收据"));
    expect((await account.send(answerTo(events, [picture]))).outcome.outcome).toBe("sent");
    expect(platform.delivered).toHaveLength(1);
    expect(platform.refusals).toEqual([]);
  });
});

describe("signals and files", () => {
  test("typing is shown on WeChat, and reading is not claimed", async () => {
    const { platform, account } = await on(startWechatOa);
    const events = await account.receive(await platform.say("20020", "在吗"));
    const { thread, to } = answerTo(events, []);
    const typing = account.channel.signal("typing", { thread, ids: to }, null);
    if (!typing) throw new Error("no typing signal");
    expect((await performCall(typing, account)).outcome.outcome).toBe("sent");
    expect(account.channel.signal("read", { thread, ids: to }, null)).toBeNull();
    expect(platform.refusals).toEqual([]);
  });

  test("what customers send is fetched from where the platform keeps it", async () => {
    const wechat = await on(startWechatOa);
    const events = await wechat.account.receive(await wechat.platform.say("20021", "在吗"));
    await wechat.account.send(answerTo(events, [picture]));
    const sent = wechat.platform.delivered[0]?.raw as { image: { media_id: string } };
    const uploaded = { kind: "image" as const, ref: { mediaId: sent.image.media_id } };
    const feishu = await on(startFeishu);
    const dingtalk = await on(startDingtalk);
    const fetches = [
      { account: wechat.account, calls: wechat.account.channel.media(uploaded) },
      { account: feishu.account, calls: feishu.account.channel.media({ kind: "image", ref: { mediaId: "om_1/image/img_1" } }) },
      { account: dingtalk.account, calls: dingtalk.account.channel.media({ kind: "image", ref: { mediaId: "code-1" } }) },
    ];
    for (const { account, calls } of fetches) {
      const { outcome, answer } = await performCalls(calls ?? [], account);
      expect(outcome.outcome).toBe("sent");
      expect(answer?.headers.get("content-type")).toMatch(/^image\//);
    }
  });
});

describe("address checks", () => {
  test("are answered as the platforms' consoles expect", async () => {
    const wechat = await on(startWechatOa);
    expect((await wechat.account.channel.handshake(asRawRequest(wechat.platform.check("echo-1")), 0))?.body).toBe("echo-1");
    const wecom = await on(startWecomKf);
    expect((await wecom.account.channel.handshake(asRawRequest(wecom.platform.check("echo-2")), 0))?.body).toBe("echo-2");
    const feishu = await on(startFeishu);
    expect((await feishu.account.channel.handshake(asRawRequest(feishu.platform.check("c-3")), 0))?.body).toBe(`{"challenge":"c-3"}`);
    const qq = await on(startQq);
    expect((await qq.account.channel.handshake(asRawRequest(qq.platform.check("token-4")), 0))?.status).toBe(200);
    const douyin = await on(startDouyin);
    expect((await douyin.account.channel.handshake(asRawRequest(douyin.platform.check(12345)), 0))?.body).toBe(`{"challenge":12345}`);
  });
});

describe("the WeCom doorbell", () => {
  test("brings everything behind it, page by page, in order and once", async () => {
    const { platform, account } = await on(startWecomKf);
    platform.setPageSize(2);
    for (const words of ["一", "二", "三", "四"]) await platform.say("20006", words);
    const first = await account.receive(await platform.say("20006", "五"));
    const second = await account.receive(await platform.say("20006", "六"));
    const words = (events: ChannelEvent[]) =>
      events.flatMap((event) => (event.type === "message" ? event.parts.map((part) => (part.type === "text" ? part.text : "")) : []));
    expect(words(first)).toEqual(["一", "二", "三", "四", "五"]);
    expect(words(second)).toEqual(["六"]);
  });

  test("brings echoes of servicers, welcome rights and late failures", async () => {
    const { platform, account } = await on(startWecomKf);
    await account.receive(await platform.say("20007", "在吗"));
    const [echo] = await account.receive(platform.servicerSays("20007", "我来答"));
    expect(echo).toMatchObject({ type: "message", echo: true });
    const [failed] = await account.receive(platform.failLater("20007", "tn_x", 10));
    expect(failed).toMatchObject({ type: "receipt", receipt: { status: "failed", error: { class: "blocked" } } });
    const [opened] = await account.receive(platform.enter("20008", "signed.token"));
    if (opened?.type !== "presence" || !opened.reply) throw new Error("no welcome right");
    const welcome: OutboundMessage = {
      id: "tn_welcome",
      thread: opened.thread,
      to: opened.from.ids,
      parts: [text("欢迎")],
      author: "bot",
      reply: opened.reply,
    };
    expect((await account.send(welcome)).outcome.outcome).toBe("sent");
    expect(platform.delivered.at(-1)).toMatchObject({ to: "20008", text: "欢迎" });
  });
});

describe("a send that may have arrived", () => {
  test.each([
    ["WeCom", startWecomKf],
    ["Feishu", startFeishu],
    ["QQ", startQq],
  ] as const)("is repeated under its key and arrives once: %s", async (_name, start) => {
    const { platform, account } = await on<FakePlatform>(start);
    const events = await account.receive(await platform.say("20009", "在吗"));
    await account.send(answerTo(events, [text("先")], "tn_00000000000000000000000006"));
    platform.misbehave({ as: "deaf" });
    expect((await account.send(answerTo(events, [text("后")], "tn_00000000000000000000000007"))).outcome.outcome).toBe("sent");
    expect(platform.delivered.map((delivered) => delivered.text)).toEqual(["先", "后"]);
  });

  test.each([
    ["WeChat", startWechatOa],
    ["DingTalk", startDingtalk],
    ["Weibo", startWeibo],
  ] as const)("is never sent blindly again where there is no key: %s", async (_name, start) => {
    const { platform, account } = await on<FakePlatform>(start);
    const events = await account.receive(await platform.say("20010", "在吗"));
    await account.send(answerTo(events, [text("先")]));
    platform.misbehave({ as: "deaf" });
    expect((await account.send(answerTo(events, [text("后")]))).outcome.outcome).toBe("unknown");
    expect(platform.delivered).toHaveLength(2);
  });
});

describe("DingTalk after its session hook", () => {
  test("goes on by the robot's API", async () => {
    const { platform, account } = await on(startDingtalk);
    const events = await account.receive(await platform.say("20011", "在吗"));
    await account.send(answerTo(events, [text("用会话")]));
    platform.clock.advance(2 * 3_600_000);
    await account.send(answerTo(events, [text("用接口")]));
    expect(platform.calls.map((call) => call.path)).toEqual(["/robot/sendBySession", "/v1.0/oauth2/accessToken", "/v1.0/robot/oToMessages/batchSend"]);
    expect(platform.delivered).toHaveLength(2);
  });
});

describe("QQ in a group", () => {
  test("gives five minutes and five answers to one message", async () => {
    const { platform, account } = await on(startQq);
    const events = await account.receive(platform.sayInGroup("G1", "M1", "退款"));
    for (let i = 0; i < 5; i++) expect((await account.send(answerTo(events, [text(`${i}`)], `tn_group_${i}`))).outcome.outcome).toBe("sent");
    expect((await account.send(answerTo(events, [text("6")], "tn_group_6"))).outcome).toMatchObject({ outcome: "refused", class: "window" });
  });
});

describe("evidence of who a customer is", () => {
  test.each([
    ["WeChat", startWechatOa, "unionid"],
    ["WeCom", startWecomKf, "unionid"],
    ["Feishu", startFeishu, "phone"],
    ["DingTalk", startDingtalk, "unionid"],
  ] as const)("is asked of %s", async (_name, start, kind) => {
    const { platform, account } = await on<FakePlatform>(start);
    const events = await account.receive(await platform.say("20012", "在吗"));
    await account.send(answerTo(events, [text("在")]));
    const [first] = answerTo(events, []).to;
    const asked = first && account.channel.evidence(first);
    if (!asked) throw new Error("no evidence to ask for");
    const { answer } = await performCall(asked.call, account);
    const found = asked.read(JSON.parse(answer?.body ?? "null"));
    expect(found?.ids.map((identity) => identity.kind)).toContain(kind);
    expect(found?.ids.every((identity) => identity.verified)).toBe(true);
  });
});
