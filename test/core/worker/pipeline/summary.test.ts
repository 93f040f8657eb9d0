import { describe, expect, it } from "vitest";
import type { Conversation, ConversationView, Turn } from "../../../../protocol/conversation.ts";
import type { ThinkTask } from "../../../../protocol/ports.ts";
import type { Fact } from "../../../../protocol/understanding.ts";
import { slotsFor, toldLately } from "../../../../worker/pipeline/orders.ts";
import { summaryOf } from "../../../../worker/pipeline/summary.ts";

const HOUR = 3_600_000;
const NOW = 100 * HOUR;
const WEB = { kind: "web", accountId: "w" } as const;

const fact = (id: string, name: string, value: string, source: Fact["source"]): Fact => ({ id, name, value, source });
const onWeChat: Fact = fact("f1", "order_number", "20263345", { turnId: "t0", channel: "wechat_oa", at: NOW - 2 * HOUR });

function turn(seq: number, kind: Turn["kind"], text: string, more: Partial<Turn> = {}): Turn {
  const author: Turn["author"] = kind === "message" ? { kind: "customer" } : { kind: "agent", id: "a1", name: "李伟" };
  return {
    id: `t${seq}`,
    seq,
    conversationId: "c",
    topicId: null,
    kind,
    author,
    channel: WEB,
    identity: "user::1",
    thread: "1",
    parts: [{ type: "text", text }],
    at: NOW - HOUR + seq,
    ...more,
  };
}
// What a summary reads of a conversation; the rest of it is of no matter here.
const conversation = (more: Partial<Conversation>): Conversation =>
  ({ id: "c", customerId: "cu", status: "open", channels: [WEB], waitingSince: null, lastTurnAt: NOW, ...more }) as Conversation;
const view = (more: Partial<ConversationView>): ConversationView =>
  ({
    customer: { facts: [] },
    conversation: conversation({}),
    topics: [],
    turns: [],
    orders: [],
    others: [],
    suggestions: [],
    ...more,
  }) as unknown as ConversationView;

describe("the summary for whoever takes over", () => {
  it("says what the customer told, where and how long ago, newest first", () => {
    const byHand = fact("f2", "problem", "package_not_received", { agentId: "a1", at: NOW - HOUR });
    const customer = { facts: [onWeChat, byHand, fact("f3", "product", "水壶", { turnId: "t9", channel: "web", at: NOW - 5 })] };
    const { facts } = summaryOf(view({ customer: customer as ConversationView["customer"] }), NOW);
    expect(facts).toEqual([
      { id: "f3", name: "product", value: "水壶", told: { by: "customer", channel: "web" }, at: NOW - 5, ageMs: 5, elsewhere: false },
      { id: "f2", name: "problem", value: "package_not_received", told: { by: "agent", agentId: "a1" }, at: NOW - HOUR, ageMs: HOUR, elsewhere: false },
      {
        id: "f1",
        name: "order_number",
        value: "20263345",
        told: { by: "customer", channel: "wechat_oa" },
        at: NOW - 2 * HOUR,
        ageMs: 2 * HOUR,
        elsewhere: true,
      },
    ]);
  });

  it("names topics in the customer's own words, which are open, and who is waited for", () => {
    const topics = [
      { id: "p1", conversationId: "c", name: "delivery", intents: ["track_package"], firstSeq: 1, lastSeq: 1 },
      { id: "p2", conversationId: "c", name: "return", intents: ["return_goods"], firstSeq: 3, lastSeq: 3 },
    ];
    const turns = [
      turn(1, "message", "快递到哪了", { topicId: "p1" }),
      turn(2, "reply", "明天到"),
      turn(3, "message", "那我要退货", { topicId: "p2" }),
      turn(4, "note", "老客户"),
    ];
    const summary = summaryOf(view({ topics, turns, conversation: conversation({ waitingSince: NOW - HOUR + 3 }) }), NOW);
    expect(summary.topics).toEqual([
      { name: "return", intents: ["return_goods"], words: "那我要退货", open: true },
      { name: "delivery", intents: ["track_package"], words: "快递到哪了", open: false },
    ]);
    expect(summary.last).toMatchObject({ customer: { turnId: "t3", text: "那我要退货" }, shop: { text: "明天到", by: "agent" }, waitsFor: "shop" });
  });

  it("shows no recalled words, and what is open in other conversations only", () => {
    const gone = turn(1, "message", "不小心发的", { deletedAt: NOW });
    const other = { ...conversation({ id: "o1", channels: [{ kind: "wechat_oa", accountId: "x" }] }), topics: [{ name: "delivery" }] };
    const others = [other, { ...other, id: "o2", status: "resolved" }] as ConversationView["others"];
    const summary = summaryOf(view({ turns: [gone], others, conversation: conversation({ status: "resolved" }) }), NOW);
    expect(summary.last).toMatchObject({ customer: null, shop: null, waitsFor: "nobody" });
    expect(summary.elsewhere).toEqual([{ conversationId: "o1", channels: ["wechat_oa"], at: NOW, topics: ["delivery"] }]);
  });
});

describe("what was told on another channel", () => {
  const task = (facts: Fact[]): Pick<ThinkTask, "facts" | "at"> => ({ facts, at: NOW });
  const asks = { intents: [{ name: "track_package", confidence: 0.9 }], slots: [] };

  it("is looked up and counts as told, until it is too old", () => {
    expect(slotsFor(task([onWeChat]), asks)).toMatchObject([{ name: "order_number", value: "20263345" }]);
    expect([...toldLately(task([onWeChat]), asks)]).toEqual([["order_number", "20263345"]]);
    const old = { ...onWeChat, source: { turnId: "t0", channel: "wechat_oa", at: NOW - 15 * 24 * HOUR } };
    expect(toldLately(task([old]), asks).size).toBe(0);
  });

  it("gives way to what is said now", () => {
    const now = { slots: [{ name: "order_number" as const, value: "555", start: 0, end: 3 }] };
    expect(toldLately(task([onWeChat]), now).get("order_number")).toBe("555");
  });
});
