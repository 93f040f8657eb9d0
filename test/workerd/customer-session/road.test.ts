/** What the worker asks of a session, one way each. Kept whole: one session walks through all of them. */
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import { newId } from "../../../protocol/ids.ts";
import type { ChangeInput, ConversationChange } from "../../../protocol/ports.ts";
import { askedOf, resetEngine, script, thoughtOf } from "./fake-engine.ts";
import { conversationOf, customer, dieAndWake, forgetAll, message, type Person, portOf, record, replyOf, stubOf } from "./session.ts";

beforeEach(resetEngine);

let n = 0;
function changeOf(at: Person, conversationId: string, change: ConversationChange, more: Partial<ChangeInput> = {}): ChangeInput {
  return {
    tenant: at.tenant,
    customerId: at.customerId,
    key: `c${++n}`,
    conversationId,
    by: { kind: "agent", id: "ag_wei", name: "Wei" },
    change,
    at: Date.now(),
    ...more,
  };
}

it("a recorded message survives the loss of memory, with all that `think` needs", async () => {
  const li = await customer("road-durable");
  const first = await record(li, "我的手机号 13812345678");
  expect(first).toMatchObject({ seq: 1, duplicate: false, steps: [], task: { text: "我的手机号 13812345678", context: [], owner: { kind: "bot" }, epoch: 0 } });
  await forgetAll(li);
  const second = await record(li, "订单到哪了");
  expect(second).toMatchObject({ seq: 2, conversationId: first.conversationId, task: { context: [{ from: "customer", text: "我的手机号 13812345678" }] } });
  const view = await portOf(li).view(li, {});
  expect(view).toMatchObject({
    customer: { identities: [li.identity] },
    conversations: [{ id: first.conversationId, turns: [{ seq: 1 }, { seq: 2 }] }],
    nextCursor: null,
  });
});

it("a redelivered message is the same message, even after the object forgot", async () => {
  const li = await customer("road-duplicate");
  const input = message(li, "hello");
  const first = await portOf(li).record(input);
  await forgetAll(li);
  const again = await portOf(li).record({ ...input, event: { type: "message", turnId: newId("tn", Date.now()), parts: [{ type: "text", text: "hello" }] } });
  expect(again).toMatchObject({ outcome: "recorded", duplicate: true, seq: 1, turnId: first.outcome === "recorded" ? first.turnId : "" });
});

it("a question about a customer nobody knows answers nothing and leaves nothing behind", async () => {
  const nobody = await customer("road-nobody");
  expect(await portOf(nobody).view(nobody, {})).toBeNull();
  expect(await portOf(nobody).reply(replyOf(nobody, "cv_x", "hi"))).toMatchObject({ outcome: "refused", code: "unknown_conversation" });
  expect(await portOf(nobody).snapshot(nobody)).toBeNull();
  expect(await runDurableObjectAlarm(stubOf(nobody))).toBe(false);
});

it("a reply takes an unowned conversation, and a second agent is told who has it", async () => {
  const li = await customer("road-voice");
  const { conversationId } = await record(li, "hello");
  const reply = replyOf(li, conversationId, "hi");
  expect(await portOf(li).reply(reply)).toMatchObject({
    outcome: "queued",
    duplicate: false,
    steps: [{ step: "hold", held: { agentId: "ag_wei", rank: 1 } }, { step: "tell", events: [{ type: "assigned" }] }, { events: [{ type: "turn" }] }],
  });
  expect(await portOf(li).reply(reply)).toMatchObject({ outcome: "queued", duplicate: true, steps: [] });
  const other = replyOf(li, conversationId, "me too", { author: { kind: "agent", id: "ag_mo", name: "Mo" } });
  expect(await portOf(li).reply(other)).toMatchObject({
    outcome: "stale",
    owner: { kind: "agent", agentId: "ag_wei" },
    epoch: 1,
    lastReply: { author: { id: "ag_wei" } },
  });
  expect(await portOf(li).reply({ ...other, force: true })).toMatchObject({ outcome: "queued" });
  expect((await conversationOf(li, conversationId)).conversation.owner).toEqual({ kind: "agent", agentId: "ag_wei" });
});

it("the bot keeps quiet once an agent has the conversation", async () => {
  const li = await customer("road-bot");
  const { conversationId, turnId, task } = await record(li, "hello");
  await portOf(li).reply(replyOf(li, conversationId, "hi"));
  const thought = thoughtOf(Date.now(), { move: "reply", suggestionId: "su_1", text: "I am a bot" });
  const kept = await portOf(li).keepThought(li, turnId, task?.epoch ?? 0, thought);
  expect(kept).toMatchObject({ outcome: "kept", refusedReply: true, steps: [{ step: "tell", events: [{ type: "suggestions" }] }] });
  expect(await portOf(li).keepThought(li, turnId, task?.epoch ?? 0, thought)).toEqual({ outcome: "known" });
});

it("a bot's answer leaves by itself while nobody else has the conversation", async () => {
  const li = await customer("road-bot-2");
  const asked = askedOf(li);
  const { conversationId, turnId, task } = await record(li, "hello");
  await portOf(li).keepThought(li, turnId, task?.epoch ?? 0, thoughtOf(Date.now(), { move: "reply", suggestionId: "su_1", text: "It is on its way" }));
  await dieAndWake(li);
  expect(asked.deliveries).toMatchObject([
    { attempt: 1, message: { author: "bot", parts: [{ text: "It is on its way" }], replyTo: expect.any(String) }, route: { sentSince: 0 } },
  ]);
  const view = await conversationOf(li, conversationId);
  expect(view).toMatchObject({
    conversation: { owner: { kind: "bot" }, waitingSince: null },
    route: { sentSince: 1 },
    topics: [{ name: "delivery", intents: ["track_order"] }],
  });
  expect(view.customer.facts).toMatchObject([{ name: "order_tail", value: "3345", source: { turnId } }]);
});

it("a resolved conversation is opened again by the customer within a day, and the agent is freed meanwhile", async () => {
  const li = await customer("road-resolve");
  const { conversationId } = await record(li, "hello", { teamId: "tm_1" });
  await portOf(li).reply(replyOf(li, conversationId, "hi"));
  const resolved = await portOf(li).change(changeOf(li, conversationId, { change: "resolve" }));
  expect(resolved).toMatchObject({
    outcome: "changed",
    conversation: { status: "resolved", owner: { kind: "bot" } },
    turn: { kind: "event", event: { name: "resolved" } },
    steps: [
      { step: "release", agentId: "ag_wei", teamId: "tm_1" },
      { step: "tell", events: [{ type: "unassigned" }] },
    ],
  });
  expect(await portOf(li).change(changeOf(li, conversationId, { change: "resolve" }))).toMatchObject({ outcome: "refused", code: "already" });
  const again = await record(li, "one more thing");
  expect(again).toMatchObject({ conversationId, task: { owner: { kind: "bot" }, lastAgentId: "ag_wei" } });
  const late = await record(li, "months later", { at: Date.now() + 40 * 86_400_000 });
  expect(late.conversationId).not.toBe(conversationId);
});

it("a change with an old epoch is refused, and a repeated one gets the first answer", async () => {
  const li = await customer("road-epoch");
  const { conversationId } = await record(li, "hello", { teamId: "tm_1" });
  const assign = changeOf(li, conversationId, { change: "assign", agentId: "ag_wei" }, { epoch: 0, by: { kind: "system" } });
  expect(await portOf(li).change(assign)).toMatchObject({ outcome: "changed", conversation: { epoch: 1, owner: { agentId: "ag_wei" } }, duplicate: false });
  expect(await portOf(li).change(assign)).toMatchObject({ outcome: "changed", duplicate: true });
  expect(await portOf(li).change(changeOf(li, conversationId, { change: "assign", agentId: "ag_mo" }, { epoch: 0 }))).toMatchObject({
    outcome: "stale",
    epoch: 1,
  });
  const transfer = await portOf(li).change(changeOf(li, conversationId, { change: "transfer", to: { kind: "team", teamId: "tm_2" }, note: "billing" }));
  expect(transfer).toMatchObject({
    conversation: { owner: { kind: "queue", teamId: "tm_2" }, teamId: "tm_2" },
    steps: [{ step: "release" }, { step: "tell" }, { step: "enqueue", ticket: { teamId: "tm_2" } }],
  });
  const view = await conversationOf(li, conversationId);
  expect(view.turns.map((turn) => turn.kind)).toEqual(["message", "event", "note", "event"]);
});

it("notes, labels, facts and ratings are kept and never change who speaks", async () => {
  const li = await customer("road-marks");
  const { conversationId } = await record(li, "hello");
  const change = async (wanted: ConversationChange): Promise<unknown> => portOf(li).change(changeOf(li, conversationId, wanted));
  await change({ change: "note", turnId: newId("tn", Date.now()), text: "vip" });
  await change({ change: "label", add: ["vip", "refund"], remove: [] });
  await change({ change: "priority", priority: 9 });
  await change({ change: "fact", name: "size", value: "XL" });
  await change({ change: "rate", score: 5 });
  const view = await conversationOf(li, conversationId);
  expect(view.conversation).toMatchObject({ labels: ["refund", "vip"], priority: 3, epoch: 0, owner: { kind: "bot" }, preview: "hello" });
  expect(view.customer.facts).toMatchObject([{ name: "size", value: "XL", source: { agentId: "ag_wei" } }]);
  expect(view.turns.map((turn) => turn.event?.name ?? turn.kind)).toEqual(["message", "note", "rated"]);
});

it("a snoozed conversation wakes at its time and its agent hears of it", async () => {
  const li = await customer("road-snooze");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "hello");
  await portOf(li).reply(replyOf(li, conversationId, "hi"));
  await portOf(li).change(changeOf(li, conversationId, { change: "snooze", until: Date.now() + 50 }));
  await expect.poll(async () => (await conversationOf(li, conversationId)).conversation.status).toBe("open");
  expect(asked.steps).toContainEqual(expect.objectContaining({ step: "tell", agentId: "ag_wei", events: [expect.objectContaining({ type: "conversation" })] }));
});

it("receipts raise a reply's state in whatever order they come, even before the platform named the message", async () => {
  const li = await customer("road-receipt");
  const { conversationId } = await record(li, "hello");
  script.deliver = () => ({ outcome: "sent", providerIds: ["p1", "p2"] });
  const receipt = (status: "delivered" | "read", providerIds: string[]): ReturnType<typeof message> =>
    message(li, "", { event: { type: "receipt", receipt: { status, providerIds } } });
  const queued = await portOf(li).reply(replyOf(li, conversationId, "hi"));
  const turnId = queued.outcome === "queued" ? queued.turn.id : "";
  await portOf(li).record(receipt("delivered", ["p2"]));
  await dieAndWake(li);
  expect((await conversationOf(li, conversationId)).turns.find((turn) => turn.id === turnId)?.delivery).toMatchObject({ state: "delivered" });
  await portOf(li).record(receipt("read", ["p1"]));
  await portOf(li).record(receipt("delivered", ["p2"]));
  expect((await conversationOf(li, conversationId)).turns.find((turn) => turn.id === turnId)?.delivery).toMatchObject({ state: "read" });
});

it("an edit and a recall change the turn, also when they overtake their message", async () => {
  const li = await customer("road-edit");
  const edit = message(li, "", { event: { type: "edited", providerId: "late", parts: [{ type: "text", text: "corrected" }] } });
  expect(await portOf(li).record(edit)).toMatchObject({ outcome: "recorded", turnId: null });
  const { conversationId } = await record(li, "wrogn", {
    event: { type: "message", turnId: "tn_late", parts: [{ type: "text", text: "wrogn" }], providerId: "late" },
  });
  expect((await conversationOf(li, conversationId)).turns).toMatchObject([{ parts: [{ text: "corrected" }], editedAt: expect.any(Number) }]);
  await portOf(li).record(message(li, "", { event: { type: "deleted", providerId: "late" } }));
  expect((await conversationOf(li, conversationId)).turns).toMatchObject([{ parts: [], deletedAt: expect.any(Number) }]);
});

it("what our agent types in the platform's own app is a reply that was sent, and quiets the bot", async () => {
  const li = await customer("road-echo");
  const { conversationId, turnId, task } = await record(li, "hello");
  await record(li, "native", {
    event: { type: "message", turnId: "tn_echo", parts: [{ type: "text", text: "from the phone" }], providerId: "e1", echo: true },
  });
  const kept = await portOf(li).keepThought(li, turnId, task?.epoch ?? 0, thoughtOf(Date.now(), { move: "reply", suggestionId: "su_1", text: "bot" }));
  expect(kept).toMatchObject({ refusedReply: true });
  expect((await conversationOf(li, conversationId)).turns).toMatchObject([
    { kind: "message" },
    { kind: "reply", author: { kind: "agent" }, delivery: { state: "sent" } },
  ]);
});

it("an agent's words go where the customer wrote last, and a customer who unfollowed cannot be reached", async () => {
  const li = await customer("road-route");
  const { conversationId } = await record(li, "hello");
  await record(li, "from telegram", { channel: { kind: "telegram", accountId: "ch_tg" }, thread: "chat7" });
  expect(await portOf(li).reply(replyOf(li, conversationId, "a"))).toMatchObject({ turn: { channel: { accountId: "ch_tg" }, thread: "chat7" } });
  expect(await portOf(li).reply(replyOf(li, conversationId, "b", { channel: { kind: "wechat_oa", accountId: "ch_wx" } }))).toMatchObject({
    turn: { channel: { accountId: "ch_wx" } },
  });
  expect(await portOf(li).reply(replyOf(li, conversationId, "c", { channel: { kind: "line", accountId: "ch_line" } }))).toMatchObject({
    outcome: "refused",
    code: "no_route",
  });
  await portOf(li).record(message(li, "", { event: { type: "presence", state: "unfollowed" } }));
  expect(await portOf(li).reply(replyOf(li, conversationId, "d", { channel: { kind: "wechat_oa", accountId: "ch_wx" } }))).toMatchObject({
    outcome: "refused",
    code: "blocked",
  });
  await record(li, "back again");
  expect(await portOf(li).reply(replyOf(li, conversationId, "e", { channel: { kind: "wechat_oa", accountId: "ch_wx" } }))).toMatchObject({ outcome: "queued" });
});

it("replies of one customer on one account leave in order, a failing one is parked after ten attempts, and another account does not wait", async () => {
  const li = await customer("road-order");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "hello");
  await record(li, "hello", { channel: { kind: "telegram", accountId: "ch_tg" }, thread: "chat7" });
  script.deliver = (task) =>
    task.channel.accountId === "ch_wx" && (task.message.parts[0] as { text?: string }).text === "first"
      ? { outcome: "retry", class: "transient", code: "503" }
      : { outcome: "sent", providerIds: [task.message.id] };
  const wechat = { channel: { kind: "wechat_oa", accountId: "ch_wx" } } as const;
  await portOf(li).reply(replyOf(li, conversationId, "first", wechat));
  await portOf(li).reply(replyOf(li, conversationId, "second", wechat));
  await portOf(li).reply(replyOf(li, conversationId, "elsewhere", { channel: { kind: "telegram", accountId: "ch_tg" } }));
  for (let attempt = 0; attempt < 10; attempt++) await dieAndWake(li);
  const texts = asked.deliveries.map((task) => (task.message.parts[0] as { text?: string }).text);
  expect(texts.filter((text) => text === "first")).toHaveLength(10);
  expect(texts.lastIndexOf("first")).toBeLessThan(texts.indexOf("second"));
  expect(texts.filter((text) => text === "elsewhere" || text === "second")).toHaveLength(2);
  const view = await conversationOf(li, conversationId);
  expect(view.turns.filter((turn) => turn.kind === "reply").map((turn) => turn.delivery?.state)).toEqual(["failed", "sent", "sent"]);
});

it("an erased customer is gone, and starts anew with their next words", async () => {
  const li = await customer("road-erase");
  await record(li, "secret");
  await portOf(li).erase(li);
  expect(await portOf(li).view(li, {})).toBeNull();
  expect(await record(li, "hello again")).toMatchObject({ seq: 1 });
});

it("a snapshot tells the first part of the tree, and the alarm the whole of it again", async () => {
  const li = await customer("road-snapshot");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "one");
  await dieAndWake(li);
  asked.forget();
  expect(await portOf(li).snapshot(li)).toMatchObject({ conversations: [{ id: conversationId }], turns: [{ seq: 1 }] });
  await dieAndWake(li);
  expect(asked.projections.flatMap((task) => task.turns.map((turn) => turn.seq))).toEqual([1]);
});
