/** The channels abroad against their fake platforms: webhooks in, replies out, what goes wrong, files. */
import { afterEach, describe, expect, test } from "vitest";
import type { ChannelEvent, ChannelMessage, OutboundMessage } from "../../../../protocol/channels.ts";
import type { Part } from "../../../../protocol/message.ts";
import { accountOn, type ChannelAccount } from "../../../support/channel-account.ts";
import { startDiscord } from "../../../support/fake-platforms/discord.ts";
import { startEmail } from "../../../support/fake-platforms/email.ts";
import { asRawRequest, type FakePlatform } from "../../../support/fake-platforms/fake-platform.ts";
import { startInstagram } from "../../../support/fake-platforms/instagram.ts";
import { startKakao } from "../../../support/fake-platforms/kakao.ts";
import { startLine } from "../../../support/fake-platforms/line.ts";
import { startMessenger } from "../../../support/fake-platforms/messenger.ts";
import { startSlack } from "../../../support/fake-platforms/slack.ts";
import { startTelegram } from "../../../support/fake-platforms/telegram.ts";
import { startTwilioSms } from "../../../support/fake-platforms/twilio_sms.ts";
import { startViber } from "../../../support/fake-platforms/viber.ts";
import { startWebhook } from "../../../support/fake-platforms/webhook.ts";
import { startWhatsapp } from "../../../support/fake-platforms/whatsapp.ts";
import { startZalo } from "../../../support/fake-platforms/zalo.ts";
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

const STARTS = [
  startTelegram,
  startWebhook,
  startWhatsapp,
  startMessenger,
  startInstagram,
  startLine,
  startSlack,
  startDiscord,
  startViber,
  startTwilioSms,
  startEmail,
  startKakao,
  startZalo,
];

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

  test("waits when the platform is down or too busy, and then arrives once", async () => {
    const { platform, account } = await on(start as () => Promise<FakePlatform>);
    const [first, second] = [await account.receive(await platform.say("20002", "在吗")), await account.receive(await platform.say("20002", "在吗？"))];
    await account.send(answerTo(first, [text("在")], "tn_00000000000000000000000002"));
    platform.misbehave({ as: "throttle", retryAfterS: 2 }, { as: "fail", answer: { status: 502, body: "bad gateway" } });
    const { outcome } = await account.send(answerTo(second, [text("请说")], "tn_00000000000000000000000003"));
    expect(outcome.outcome).toBe("sent");
    expect(platform.delivered.map((delivered) => delivered.text)).toEqual(["在", "请说"]);
  });
});

describe("Telegram", () => {
  test("takes pictures by upload, shows typing and gives files", async () => {
    const { platform, account } = await on(startTelegram);
    const events = await account.receive(await platform.say("20003", "发我收据"));
    const message = answerTo(events, [picture]);
    expect((await account.send(message)).outcome.outcome).toBe("sent");
    const typing = account.channel.signal("typing", { thread: message.thread, ids: message.to }, null);
    expect(typing && (await performCall(typing, account)).outcome.outcome).toBe("sent");
    expect(account.channel.signal("read", { thread: message.thread, ids: message.to }, null)).toBeNull();
    const { answer } = await performCalls(account.channel.media({ kind: "image", ref: { mediaId: "file-1" } }) ?? [], account);
    expect(answer?.headers.get("content-type")).toBe("image/jpeg");
    expect(platform.refusals).toEqual([]);
  });

  test("says when a customer has blocked the bot", async () => {
    const { platform, account } = await on(startTelegram);
    const events = await account.receive(await platform.say("20004", "在吗"));
    expect(await account.receive(platform.left("20004"))).toMatchObject([{ type: "presence", state: "unfollowed" }]);
    expect((await account.send(answerTo(events, [text("在")]))).outcome).toMatchObject({ outcome: "refused", class: "blocked" });
  });
});

describe("what customers send", () => {
  test("is fetched from where WhatsApp, Slack and LINE keep it", async () => {
    const [whatsapp, slack, line] = [await on(startWhatsapp), await on(startSlack), await on(startLine)];
    const fetches = [
      { account: whatsapp.account, media: { kind: "image" as const, ref: { mediaId: "media-1" } } },
      { account: slack.account, media: { kind: "image" as const, ref: { url: `${slack.platform.baseUrl}/files/a.png`, auth: true } } },
      { account: line.account, media: { kind: "image" as const, ref: { mediaId: "14353798921116" } } },
    ];
    for (const { account, media } of fetches) {
      const { outcome, answer } = await performCalls(account.channel.media(media) ?? [], account);
      expect(outcome.outcome).toBe("sent");
      expect(answer?.headers.get("content-type")).toMatch(/^image\//);
    }
  });
});

describe("evidence of who a customer is", () => {
  test.each([
    ["Slack", startSlack, [{ kind: "email", scope: "", value: "test@example.com", verified: true }]],
    ["LINE", startLine, []],
    ["Messenger", startMessenger, []],
    ["Instagram", startInstagram, []],
  ] as const)("is asked of %s: a name, and an address only where the platform vouches for it", async (_name, start, ids) => {
    const { platform, account } = await on<FakePlatform>(start);
    const [first] = answerTo(await account.receive(await platform.say("20005", "hi")), []).to;
    const asked = first && account.channel.evidence(first);
    if (!asked) throw new Error("no evidence to ask for");
    const { answer } = await performCall(asked.call, account);
    expect(asked.read(JSON.parse(answer?.body ?? "null"))).toEqual({ ids: [...ids], name: "Test" });
  });
});

describe("address checks", () => {
  test("are answered as the platforms' consoles expect", async () => {
    const checks = [await on(startWhatsapp), await on(startMessenger), await on(startInstagram), await on(startSlack)];
    for (const { platform, account } of checks) {
      const answer = await account.channel.handshake(asRawRequest(platform.check("echo-1")), platform.clock.now());
      expect([answer?.status, answer?.body]).toEqual([200, "echo-1"]);
    }
    const discord = await on(startDiscord);
    expect((await discord.account.channel.handshake(asRawRequest(discord.platform.ping()), discord.platform.clock.now()))?.body).toBe('{"type":1}');
  });
});

describe("the windows of Meta's platforms", () => {
  const DAY_MS = 86_400_000;

  test("are 24 hours for everybody and seven days for a person on Messenger", async () => {
    const { platform, account } = await on(startMessenger);
    const answer = answerTo(await account.receive(await platform.say("20006", "hi")), [text("ok")]);
    platform.clock.advance(2 * DAY_MS);
    expect((await account.send(answer)).outcome.outcome).toBe("sent");
    expect((await account.send({ ...answer, author: "bot" })).outcome).toMatchObject({ outcome: "refused", class: "window" });
    platform.clock.advance(6 * DAY_MS);
    expect((await account.send(answer)).outcome).toMatchObject({ outcome: "refused", class: "window" });
  });

  test("are left by a template alone on WhatsApp", async () => {
    const { platform, account } = await on(startWhatsapp);
    const answer = answerTo(await account.receive(await platform.say("20007", "hi")), [text("ok")]);
    platform.clock.advance(2 * DAY_MS);
    expect((await account.send(answer)).outcome).toMatchObject({ outcome: "refused", class: "window" });
    expect((await account.send({ ...answer, template: { name: "order_update", language: "en", params: ["3345"] } })).outcome.outcome).toBe("sent");
  });
});
