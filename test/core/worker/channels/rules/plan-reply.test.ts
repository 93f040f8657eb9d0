import { describe, expect, test } from "vitest";
import type { OutboundMessage } from "../../../../../protocol/channels.ts";
import type { Part } from "../../../../../protocol/message.ts";
import { CAPABILITIES } from "../../../../../worker/channels/rules/capabilities.ts";
import { fitReply } from "../../../../../worker/channels/rules/fit-reply.ts";
import { planReply } from "../../../../../worker/channels/rules/plan-reply.ts";

const T = 1_700_000_000_000;
const message = (parts: Part[], more: Partial<OutboundMessage> = {}): OutboundMessage => ({ id: "tn_1", thread: "t", to: [], parts, author: "agent", ...more });
const text = (words: string): Part => ({ type: "text", text: words });
const image = (more: Partial<Extract<Part, { type: "media" }>["media"]> = {}): Part => ({
  type: "media",
  media: { kind: "image", ref: { blobKey: "b/1" }, ...more },
});
const partsOf = (fitting: ReturnType<typeof fitReply>): readonly Part[] => (fitting.fits ? fitting.message.parts : []);

describe("a reply is fitted to its platform", () => {
  test("media the platform does not take go as a link, with their caption", () => {
    const file: Part = { type: "media", media: { kind: "file", ref: { blobKey: "b/1" }, name: "发票.pdf" }, caption: "请查收" };
    expect(partsOf(fitReply(message([file]), CAPABILITIES.wechat_oa, () => "https://kefu.example/m/1"))).toEqual([
      text("请查收\n发票.pdf https://kefu.example/m/1"),
    ]);
  });

  test("media that can neither be sent nor linked stop the whole reply, so that nobody believes they were sent", () => {
    expect(fitReply(message([text("看附件"), { type: "media", media: { kind: "file", ref: { blobKey: "b" } } }]), CAPABILITIES.wechat_oa)).toMatchObject({
      fits: false,
      code: "media_not_taken",
    });
  });

  test("media over the platform's size go as a link too", () => {
    expect(partsOf(fitReply(message([image({ size: 11_000_000 })]), CAPABILITIES.wechat_oa, () => "https://kefu.example/m/1"))).toEqual([
      text("https://kefu.example/m/1"),
    ]);
  });

  test("media are given a public address where the platform fetches them itself", () => {
    expect(partsOf(fitReply(message([image()]), CAPABILITIES.qq, () => "https://kefu.example/m/1"))).toEqual([
      image({ ref: { url: "https://kefu.example/m/1", auth: false } }),
    ]);
  });

  test("a caption goes along where it may, and follows as words where not", () => {
    const captioned: Part = { type: "media", media: { kind: "image", ref: { mediaId: "m" } }, caption: "收据" };
    expect(partsOf(fitReply(message([captioned]), CAPABILITIES.telegram))).toEqual([captioned]);
    expect(partsOf(fitReply(message([captioned]), CAPABILITIES.line, () => "https://a.example/1"))).toEqual([
      { type: "media", media: { kind: "image", ref: { url: "https://a.example/1", auth: false } } },
      text("收据"),
    ]);
  });

  test("a place becomes a link on a map of its own datum", () => {
    const place = { type: "location", lat: 23.1, lng: 113.3, name: "广州塔" } as const;
    expect(partsOf(fitReply(message([{ ...place, datum: "gcj02" }]), CAPABILITIES.wechat_oa))).toEqual([
      text("广州塔\nhttps://uri.amap.com/marker?position=113.3,23.1&coordinate=gaode"),
    ]);
    expect(partsOf(fitReply(message([{ ...place, datum: "wgs84" }]), CAPABILITIES.slack))[0]).toMatchObject({
      text: expect.stringContaining("openstreetmap.org"),
    });
  });

  test("choices beyond the buttons become a numbered list in the last text", () => {
    const choices = Array.from({ length: 4 }, (_, index) => ({ id: `c${index}`, label: `选项${index}` }));
    const fitted = fitReply(message([text("请选择")], { choices }), CAPABILITIES.wechat_mini);
    expect(fitted).toMatchObject({ fits: true });
    expect(partsOf(fitted)).toEqual([text("请选择\n\n1. 选项0\n2. 选项1\n3. 选项2\n4. 选项3\n回复数字即可选择")]);
    expect(fitted.fits && fitted.message.choices).toBeUndefined();
  });

  test("choices on a picture alone get words of their own", () => {
    const fitted = fitReply(message([image()], { choices: [{ id: "a", label: "好" }] }), CAPABILITIES.wechat_oa);
    expect(partsOf(fitted)).toEqual([image(), text("请选择：")]);
    expect(fitted.fits && fitted.message.choices).toHaveLength(1);
  });

  test("words above buttons are shortened to what a menu takes, the rest goes ahead", () => {
    const fitted = fitReply(message([text("字".repeat(500))], { choices: [{ id: "a", label: "好" }] }), CAPABILITIES.wechat_oa);
    const parts = partsOf(fitted);
    expect(parts.length).toBe(2);
    expect(parts.every((part) => part.type === "text" && new TextEncoder().encode(part.text).length <= 1024)).toBe(true);
  });

  test("a reply of nothing is refused", () => {
    expect(fitReply(message([text("  ")]), CAPABILITIES.telegram)).toMatchObject({ fits: false, code: "empty" });
  });
});

describe("a reply is planned before anything is sent", () => {
  const facts = { author: "agent" as const, lastMessageAt: T, sentSince: 0 };

  test("with the number of messages it takes and what is left", () => {
    expect(planReply(message([text("好"), image()]), CAPABILITIES.wechat_oa, facts, T)).toMatchObject({ plan: "send", count: 2, window: { left: 5 } });
  });

  test("not at all when it needs more messages than are left, rather than half", () => {
    const long = message([text("字".repeat(3000))]);
    expect(planReply(long, CAPABILITIES.wechat_oa, { ...facts, sentSince: 2 }, T)).toMatchObject({ plan: "too_long", needed: 5, left: 3 });
  });

  test("in fewer, fuller messages when that makes it fit", () => {
    const paragraphs = `${"字".repeat(400)}\n\n${"字".repeat(400)}\n\n${"字".repeat(400)}\n\n${"字".repeat(160)}`;
    expect(planReply(message([text(paragraphs)]), CAPABILITIES.wechat_oa, { ...facts, sentSince: 3 }, T)).toMatchObject({ plan: "send", count: 2 });
  });

  test("for the bot within what it may take, for the agent within all", () => {
    const three = message([text("1"), text("2"), text("3")]);
    expect(planReply({ ...three, author: "bot" }, CAPABILITIES.wechat_oa, { ...facts, sentSince: 1 }, T)).toMatchObject({ plan: "too_long", left: 2 });
    expect(planReply(three, CAPABILITIES.wechat_oa, { ...facts, sentSince: 1 }, T)).toMatchObject({ plan: "send" });
  });

  test("as it is when it is a template, also after the window and without words of its own", () => {
    const template = message([], { template: { name: "order_update", language: "zh_CN", params: ["3345"] } });
    expect(planReply(template, CAPABILITIES.whatsapp, { ...facts, lastMessageAt: null }, T)).toMatchObject({ plan: "send", count: 1 });
    expect(planReply(message([text("hi")]), CAPABILITIES.whatsapp, { ...facts, lastMessageAt: null }, T)).toMatchObject({
      plan: "closed",
      window: { remedy: "template" },
    });
  });

  test("closed with the remedy when the window is over", () => {
    expect(planReply(message([text("好")]), CAPABILITIES.wechat_oa, { ...facts, lastMessageAt: null }, T)).toMatchObject({
      plan: "closed",
      window: { remedy: "other_channel" },
    });
  });
});
