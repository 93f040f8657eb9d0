import { describe, expect, it } from "vitest";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import { takePage } from "../../../../durable-objects/customer-session/merge-in.ts";
import { exportTree, moveTo } from "../../../../durable-objects/customer-session/merge-out.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { reply } from "../../../../durable-objects/customer-session/reply.ts";
import { scoreOf } from "../../../../durable-objects/customer-session/survey.ts";
import type { ToldEvent } from "../../../../protocol/events.ts";
import type { ConversationChange } from "../../../../protocol/ports.ts";
import { NodeSession, textsOf } from "./node-session.ts";

const told = (session: NodeSession): ToldEvent[] => session.asked.projections.flatMap((task) => task.events);
const typesOf = (events: readonly ToldEvent[]): string[] => events.map(({ type }) => type);

function say(session: NodeSession, key: string, text: string, more = {}): string {
  const recorded = session.begin((tree) => recordEvent(tree, session.message(key, text, more)));
  if (recorded.outcome !== "recorded" || !recorded.conversationId) throw new Error(recorded.outcome);
  return recorded.conversationId;
}
const change = (session: NodeSession, conversationId: string, what: ConversationChange, cause?: string[]) =>
  session.begin((tree) =>
    changeConversation(tree, {
      ...session.address,
      key: `c${session.now}${what.change}`,
      conversationId,
      by: { kind: "agent", id: "ag_wei" },
      change: what,
      at: session.now,
      ...(cause ? { cause } : {}),
    }),
  );

it("who is named in a note is told of it once, not the writer, and nothing of its words", async () => {
  const session = await NodeSession.of("named");
  const conversationId = say(session, "m1", "hello");
  const noted = change(session, conversationId, { change: "note", turnId: "tn_1", text: "secret words", mentions: ["ag_li", "ag_li", "ag_wei"] });
  if (noted.outcome !== "changed") throw new Error(noted.outcome);
  const tells = noted.steps.filter((step) => step.step === "tell" && step.id.startsWith("mention:"));
  expect(tells).toMatchObject([{ agentId: "ag_li", events: [{ type: "notice", code: "mention", conversationIds: [conversationId] }] }]);
  expect(JSON.stringify(tells)).not.toContain("secret");
});

describe("what happens", () => {
  it("is told in its order, with the turn and the conversation it is about", async () => {
    const session = await NodeSession.of("li");
    const conversationId = say(session, "m1", "hello");
    session.begin((tree) => reply(tree, session.reply("r1", conversationId, "hi")));
    await session.finish();
    change(session, conversationId, { change: "label", add: ["vip"], remove: [] }, ["ru_1"]);
    change(session, conversationId, { change: "resolve" });
    await session.finish();
    const events = told(session);
    expect(typesOf(events)).toEqual([
      "conversation.opened",
      "message.received",
      "conversation.assigned",
      "message.sent",
      "message.understood",
      "conversation.labelled",
      "conversation.resolved",
    ]);
    expect(events.find(({ type }) => type === "message.received")).toMatchObject({
      turn: { parts: [{ text: "hello" }] },
      conversation: { id: conversationId },
    });
    expect(events.find(({ type }) => type === "conversation.labelled")).toMatchObject({ cause: ["ru_1"], detail: { added: "vip" } });
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(session.begin((tree) => tree.head.events)).toEqual([]);
  });

  it("survives death between the change and the telling", async () => {
    const session = await NodeSession.of("li");
    say(session, "m1", "hello");
    session.die();
    await session.finish();
    expect(typesOf(told(session)).slice(0, 2)).toEqual(["conversation.opened", "message.received"]);
  });

  it("is told again under the same ids while it cannot be told, and never by a repeated message", async () => {
    const session = await NodeSession.of("li");
    session.answers.project = () => false;
    say(session, "m1", "hello");
    for (let rings = 0; rings < 4; rings++) await session.ring();
    const first = new Set(told(session).map(({ id }) => id));
    session.die();
    session.answers.project = () => true;
    say(session, "m1", "hello");
    await session.finish();
    expect(new Set(told(session).map(({ id }) => id))).toEqual(first);
  });

  it("goes along with a merge before it was told", async () => {
    const [li, lee] = [await NodeSession.of("li"), await NodeSession.of("lee")];
    say(li, "m1", "from li");
    await li.finish();
    say(lee, "m2", "from lee");
    const graft = { id: "gr_1", from: lee.address.customerId, at: lee.now, by: "system", evidence: "unionid" };
    lee.begin((tree) => moveTo(tree, li.address.customerId, graft));
    const page = lee.begin((tree) => exportTree(tree, null));
    for (let times = 0; times < 2; times++) li.begin((tree) => takePage(tree, graft, page));
    await li.finish();
    const received = told(li).filter(({ type }) => type === "message.received");
    expect(textsOf(received.flatMap(({ turn }) => turn ?? []))).toEqual(["from li", "from lee"]);
    expect(typesOf(told(li))).toContain("customer.merged");
  });

  it("says nothing of what was said before we were connected", async () => {
    const session = await NodeSession.of("li");
    session.begin((tree) => recordEvent(tree, session.input("m1", { type: "message", turnId: "tn_1", parts: [{ type: "text", text: "old" }], history: true })));
    await session.finish();
    expect(told(session)).toEqual([]);
  });
});

describe("a number after the question how it was", () => {
  async function asked(): Promise<{ session: NodeSession; conversationId: string }> {
    const session = await NodeSession.of("li");
    const conversationId = say(session, "m1", "hello");
    session.begin((tree) => reply(tree, session.reply("r1", conversationId, "hi")));
    await session.finish();
    change(session, conversationId, { change: "resolve" });
    const survey = { until: session.now + 3_600_000, thanks: "谢谢" };
    const question = session.begin((tree) => reply(tree, session.reply("q", conversationId, "1–5?", { author: { kind: "bot" }, cause: ["!csat"], survey })));
    expect(question).toMatchObject({ outcome: "queued" });
    return { session, conversationId };
  }
  const statusOf = (session: NodeSession, id: string) => session.begin((tree) => tree.store.conversation(id)?.status);

  it("rates the conversation, which stays resolved, and is thanked for", async () => {
    const { session, conversationId } = await asked();
    expect(statusOf(session, conversationId)).toBe("resolved");
    expect(say(session, "m2", "５ 分！")).toBe(conversationId);
    await session.finish();
    expect(statusOf(session, conversationId)).toBe("resolved");
    expect(told(session).find(({ type }) => type === "csat.received")).toMatchObject({ detail: { score: "5" }, conversationId });
    expect(textsOf(session.turns()).at(-1)).toBe("谢谢");
    expect(say(session, "m2", "５ 分！")).toBe(conversationId);
    expect(told(session).filter(({ type }) => type === "csat.received")).toHaveLength(1);
  });

  it("is a message like any other when it comes too late, is no number, or comes a second time", async () => {
    for (const [text, later] of [
      ["4", 2 * 3_600_000],
      ["还是不行", 0],
    ] as const) {
      const { session, conversationId } = await asked();
      session.now += later;
      say(session, "m2", text);
      expect(statusOf(session, conversationId)).toBe("open");
    }
    const { session, conversationId } = await asked();
    say(session, "m2", "4");
    say(session, "m3", "4");
    expect(statusOf(session, conversationId)).toBe("open");
  });

  it.each([
    ["5", 5],
    [" 3分 ", 3],
    ["四", 4],
    ["⭐⭐⭐", 3],
    ["2/5", 2],
    ["1 star", 1],
    ["55", null],
    ["0", null],
    ["订单 5", null],
    ["6", null],
  ])("%s is %s", (text, score) => expect(scoreOf(text)).toBe(score));
});
