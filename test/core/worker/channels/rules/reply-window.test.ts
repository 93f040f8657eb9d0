import { describe, expect, test } from "vitest";
import { CAPABILITIES } from "../../../../../worker/channels/rules/capabilities.ts";
import { nextSendAt } from "../../../../../worker/channels/rules/pace.ts";
import { replyWindow, type WindowFacts } from "../../../../../worker/channels/rules/reply-window.ts";
import { HOUR, MINUTE } from "../../../../../worker/channels/rules/units.ts";
import { windowFacts } from "../../../../../worker/channels/rules/window-facts.ts";

const T = 1_700_000_000_000;
const facts = (more: Partial<WindowFacts> = {}): WindowFacts => ({ author: "agent", lastMessageAt: T, sentSince: 0, ...more });
const wechat = CAPABILITIES.wechat_oa.window;

describe("WeChat's five messages within 48 hours", () => {
  test("are counted down for the agent", () => {
    expect(replyWindow(wechat, facts({ sentSince: 3 }), T + HOUR)).toEqual({ state: "open", closesAt: T + 48 * HOUR, left: 2, keptForAgent: 2 });
    expect(replyWindow(wechat, facts({ sentSince: 5 }), T + HOUR)).toEqual({ state: "closed", reason: "quota", remedy: "wait_for_customer" });
  });

  test("keep two for the agent when the bot asks", () => {
    expect(replyWindow(wechat, facts({ author: "bot", sentSince: 2 }), T)).toMatchObject({ state: "open", left: 1 });
    expect(replyWindow(wechat, facts({ author: "bot", sentSince: 3 }), T)).toEqual({ state: "closed", reason: "quota", remedy: "human_agent" });
    expect(replyWindow(wechat, facts({ author: "bot", sentSince: 5 }), T)).toMatchObject({ remedy: "wait_for_customer" });
  });

  test("are over to the millisecond after 48 hours", () => {
    expect(replyWindow(wechat, facts(), T + 48 * HOUR - 1).state).toBe("open");
    expect(replyWindow(wechat, facts(), T + 48 * HOUR)).toEqual({ state: "closed", reason: "window", remedy: "other_channel" });
  });

  test("do not begin with a follow, which opens one minute for three messages", () => {
    const followed = facts({ lastMessageAt: null, brief: { event: "followed", at: T, sentSince: 1 } });
    expect(replyWindow(wechat, followed, T + MINUTE - 1)).toMatchObject({ state: "open", closesAt: T + MINUTE, left: 2 });
    expect(replyWindow(wechat, followed, T + MINUTE).state).toBe("closed");
    expect(replyWindow(wechat, facts({ lastMessageAt: null }), T).state).toBe("closed");
  });

  test("stay open through a click in the menu, and a click helps when they are spent", () => {
    const brief = { event: "clicked", at: T + HOUR, sentSince: 0 };
    expect(replyWindow(wechat, facts({ brief }), T + HOUR)).toMatchObject({ closesAt: T + 48 * HOUR });
    expect(replyWindow(wechat, facts({ sentSince: 5, brief }), T + HOUR)).toMatchObject({ state: "open", closesAt: T + HOUR + MINUTE, left: 3 });
  });

  test("give nothing to whom the customer has blocked", () => {
    expect(replyWindow(wechat, facts({ blocked: true }), T)).toEqual({ state: "closed", reason: "blocked", remedy: "other_channel" });
  });
});

describe("a right of one message", () => {
  test("is not halved for the agent: whoever comes first has it", () => {
    const opened = facts({ author: "bot", lastMessageAt: null, brief: { event: "opened", at: T, sentSince: 0 } });
    expect(replyWindow(CAPABILITIES.wechat_mini.window, opened, T)).toMatchObject({ state: "open", left: 1 });
  });
});

describe("a right that hangs on one message", () => {
  const handle = { kind: "message_ref" as const, data: "m", expiresAt: T + 5 * MINUTE, uses: 5 };

  test("ends with its handle, not with the platform's longest window", () => {
    expect(replyWindow(CAPABILITIES.qq.window, facts({ handle }), T)).toMatchObject({ state: "open", closesAt: T + 5 * MINUTE, left: 5 });
    expect(replyWindow(CAPABILITIES.qq.window, facts({ handle }), T + 5 * MINUTE)).toMatchObject({ state: "closed", reason: "window" });
    expect(replyWindow(CAPABILITIES.qq.window, facts(), T).state).toBe("closed");
  });
});

describe("what may still be done after the window", () => {
  test("is a template on WhatsApp", () => {
    expect(replyWindow(CAPABILITIES.whatsapp.window, facts(), T + 25 * HOUR)).toEqual({ state: "closed", reason: "window", remedy: "template" });
    expect(replyWindow(CAPABILITIES.whatsapp.window, facts({ isTemplate: true }), T + 25 * HOUR)).toEqual({ state: "open" });
  });

  test("is a person's answer on Messenger, for seven days", () => {
    expect(replyWindow(CAPABILITIES.messenger.window, facts(), T + 25 * HOUR)).toEqual({ state: "open", closesAt: T + 168 * HOUR });
    expect(replyWindow(CAPABILITIES.messenger.window, facts({ author: "bot" }), T + 25 * HOUR)).toMatchObject({ state: "closed", remedy: "human_agent" });
    expect(replyWindow(CAPABILITIES.messenger.window, facts(), T + 168 * HOUR).state).toBe("closed");
  });

  test("is anything where the platform has no window", () => {
    expect(replyWindow(CAPABILITIES.telegram.window, facts({ lastMessageAt: null }), T)).toEqual({ state: "open" });
  });
});

describe("the facts of a route", () => {
  test("have no message while the customer has only followed", () => {
    const route = {
      channel: { kind: "wechat_oa" as const, accountId: "ch_1" },
      thread: "o",
      identities: [],
      lastInboundAt: 0,
      sentSince: 0,
      brief: { event: "followed", at: T, sentSince: 0 },
    };
    expect(windowFacts(route, "bot")).toMatchObject({ lastMessageAt: null, brief: { event: "followed" } });
  });
});

describe("the pace of a chat", () => {
  const pace = { messages: 2, perMs: 1000 };

  test("lets the first messages go at once, and the next when the oldest is old enough", () => {
    expect(nextSendAt(pace, [], T)).toBe(T);
    expect(nextSendAt(pace, [T - 10], T)).toBe(T);
    expect(nextSendAt(pace, [T - 600, T - 10], T)).toBe(T + 400);
    expect(nextSendAt(pace, [T - 5000, T - 2000], T)).toBe(T);
    expect(nextSendAt(undefined, [T, T, T], T)).toBe(T);
  });
});
