/** Two customers become one, and two again: nothing is lost, nothing doubled. */
import { beforeEach, expect, it } from "vitest";
import type { Graft } from "../../../protocol/conversation.ts";
import { newId } from "../../../protocol/ids.ts";
import { askedOf, resetEngine, script, thoughtOf } from "./fake-engine.ts";
import { allTurns, announce, mergeInto, recordFollowing, textsOf, unmerge } from "./merging.ts";
import { conversationOf, customer, dieAndWake, message, NOTHING, type Person, portOf, record, replyOf, waiting } from "./session.ts";

beforeEach(resetEngine);

const graftOf = (from: Person, evidence = "unionid"): Graft => ({ id: newId("gr", Date.now()), from: from.customerId, at: Date.now(), by: "system", evidence });
const telegram = (at: Person): { channel: { kind: "telegram"; accountId: string }; thread: string } => ({
  channel: { kind: "telegram", accountId: "ch_tg" },
  thread: `chat-${at.identity.value}`,
});

it("a merged customer's words are in one tree, under the survivor, with their facts, routes and owners", async () => {
  const li = await customer("merge-li");
  const lee = await customer("merge-lee");
  const asked = askedOf(li, lee);
  const here = await record(li, "我在公众号");
  const there = await record(lee, "I am on Telegram", telegram(lee));
  await portOf(lee).keepThought(lee, there.turnId, 0, thoughtOf(Date.now()));
  await portOf(lee).reply(replyOf(lee, there.conversationId, "hi Lee"));
  const graft = graftOf(lee);
  await mergeInto(li, lee, graft);
  expect(await portOf(lee).view(lee, {})).toEqual({ outcome: "moved", to: li.customerId });
  const view = await portOf(li).view(li, {});
  expect(view).toMatchObject({ customer: { identities: [li.identity, lee.identity], facts: [{ value: "3345" }], grafts: [graft] } });
  expect(textsOf(await allTurns(li))).toEqual(["我在公众号", "I am on Telegram", "hi Lee"]);
  const moved = await conversationOf(li, there.conversationId);
  expect(moved.conversation).toMatchObject({ customerId: li.customerId, graftId: graft.id, owner: { kind: "agent", agentId: "ag_wei" } });
  expect(await portOf(li).reply(replyOf(li, there.conversationId, "still on Telegram"))).toMatchObject({
    outcome: "queued",
    turn: { channel: { accountId: "ch_tg" } },
  });
  await dieAndWake(li);
  expect(asked.deliveries.map((task) => [task.customerId, task.message.parts[0]])).toContainEqual([li.customerId, { type: "text", text: "still on Telegram" }]);
  expect(asked.steps).toContainEqual(
    expect.objectContaining({
      step: "tell",
      agentId: "ag_wei",
      events: [expect.objectContaining({ type: "conversation", conversation: expect.objectContaining({ customerId: li.customerId }) })],
    }),
  );
  expect(here.conversationId).not.toBe(there.conversationId);
});

it("work that was not finished at the absorbed customer is finished once, by the survivor", async () => {
  const li = await customer("merge-work");
  const lee = await customer("merge-work-2");
  const asked = askedOf(li, lee);
  await record(li, "hello");
  const { conversationId, turnId } = await record(lee, "unthought", telegram(lee));
  script.deliver = () => ({ outcome: "retry", class: "transient", code: "503", afterMs: 60_000 });
  await portOf(lee).reply(replyOf(lee, conversationId, "unsent"));
  await expect.poll(() => asked.deliveries.length).toBe(1);
  await mergeInto(li, lee, graftOf(lee));
  script.deliver = (task) => ({ outcome: "sent", providerIds: [task.message.id] });
  await dieAndWake(lee);
  await dieAndWake(li);
  await dieAndWake(lee);
  expect(asked.thoughts.filter((task) => task.turnId === turnId).map((task) => task.customerId)).toEqual([li.customerId]);
  expect(asked.deliveries.map((task) => [task.customerId, task.attempt])).toEqual([
    [lee.customerId, 1],
    [li.customerId, 2],
  ]);
  expect((await conversationOf(li, conversationId)).turns.at(-1)?.delivery?.state).toBe("sent");
  expect(await waiting(li)).toEqual(NOTHING);
});

it("pages that come twice, and a merge that stops half-way, change nothing; the alarm asks to finish it", async () => {
  const li = await customer("merge-half");
  const lee = await customer("merge-half-2");
  const asked = askedOf(li, lee);
  await record(li, "hello");
  await record(lee, "one", telegram(lee));
  await record(lee, "two", telegram(lee));
  const graft = graftOf(lee);
  await portOf(lee).moveTo(lee, li.customerId, graft.id, graft.at, graft);
  expect(await portOf(lee).record(message(lee, "meanwhile", telegram(lee)))).toEqual({ outcome: "moved", to: li.customerId });
  await dieAndWake(lee);
  expect(asked.errands).toEqual([{ id: `merge:${graft.id}`, errand: "merge", into: li.customerId, graft }]);
  const page = await portOf(lee).exportTree(lee, null);
  await portOf(li).graft(li, graft, page);
  const once = await allTurns(li);
  await portOf(li).graft(li, graft, page);
  expect(await allTurns(li)).toEqual(once);
  expect(textsOf(once)).toEqual(["hello", "one", "two"]);
});

it("a message that is delivered again while the merge is under way stays one message", async () => {
  const li = await customer("merge-again");
  const lee = await customer("merge-again-2");
  await record(li, "hello");
  const input = message(lee, "once", telegram(lee));
  await portOf(lee).record(input);
  const graft = graftOf(lee);
  await announce(li, lee, graft);
  await portOf(lee).moveTo(lee, li.customerId, graft.id, graft.at, graft);
  // One worker asks the absorbed customer, another already knows the survivor.
  expect(await portOf(lee).record(input)).toMatchObject({ outcome: "recorded", duplicate: true });
  await portOf(li).record({ ...input, customerId: li.customerId });
  await mergeInto(li, lee, graft);
  expect(textsOf(await allTurns(li)).sort()).toEqual(["hello", "once"]);
  expect(await recordFollowing(input)).toMatchObject({ duplicate: true });
  await unmerge(li, lee, graft.id);
  expect(textsOf(await allTurns(lee))).toEqual(["once"]);
  expect(textsOf(await allTurns(li))).toEqual(["hello"]);
});

it("two customers cannot be merged into each other in a ring", async () => {
  const li = await customer("merge-ring");
  const lee = await customer("merge-ring-2");
  await record(li, "hello");
  await record(lee, "hi");
  await mergeInto(li, lee, graftOf(lee));
  expect(await portOf(li).moveTo(li, lee.customerId, "gr_back", Date.now())).toEqual({ outcome: "moved", to: li.customerId });
  expect(await portOf(li).record(message(li, "still here"))).toMatchObject({ outcome: "recorded" });
});

it("what an identity says after the merge goes back with it, out of a shared conversation too", async () => {
  const li = await customer("unmerge-shared");
  const lee = await customer("unmerge-shared-2");
  const { conversationId } = await record(li, "li 1");
  await record(lee, "lee 1", telegram(lee));
  const graft = graftOf(lee);
  await mergeInto(li, lee, graft);
  await recordFollowing(message(li, "li 2"));
  await recordFollowing(message(lee, "lee 2", telegram(lee)));
  await portOf(li).reply(replyOf(li, conversationId, "to lee", { channel: { kind: "telegram", accountId: "ch_tg" } }));
  await unmerge(li, lee, graft.id);
  expect(textsOf(await allTurns(li))).toEqual(["li 1", "li 2"]);
  expect(textsOf(await allTurns(lee))).toEqual(["lee 1", "lee 2", "to lee"]);
  expect(await portOf(li).view(li, {})).toMatchObject({ customer: { identities: [li.identity], grafts: [] } });
  expect(await portOf(lee).view(lee, {})).toMatchObject({ customer: { id: lee.customerId, identities: [lee.identity] } });
  expect(await record(lee, "lee 3", telegram(lee))).toMatchObject({ outcome: "recorded" });
});

it("words that reach the former survivor after the merge was undone are handed on, once", async () => {
  const li = await customer("unmerge-late");
  const lee = await customer("unmerge-late-2");
  await record(li, "hello");
  await record(lee, "hi", telegram(lee));
  const graft = graftOf(lee);
  await mergeInto(li, lee, graft);
  script.errand = async (_address, errand) => {
    if (errand.errand !== "forward") return true;
    return (await portOf({ ...errand.input, customerId: errand.to }).record(errand.input)).outcome === "recorded";
  };
  const late = { ...message(lee, "late", telegram(lee)), customerId: li.customerId };
  // The last page was given back, the tombstone still stands.
  const last = await portOf(li).ungraft(li, graft.id, null);
  expect(await portOf(li).record(late)).toMatchObject({ outcome: "recorded", conversationId: null });
  if (last.outcome !== "page") throw new Error("no page");
  await portOf(lee).restore(lee, last.page, true);
  await portOf(li).dropGraft(li, graft.id);
  await portOf(li).record({ ...message(lee, "later", telegram(lee)), customerId: li.customerId });
  await portOf(li).record(late);
  await dieAndWake(li);
  expect(textsOf(await allTurns(lee))).toEqual(["hi", "late", "later"]);
  expect(textsOf(await allTurns(li))).toEqual(["hello"]);
  expect(await waiting(li)).toEqual(NOTHING);
});

it("work that waits when a merge is undone is done once, where the words went", async () => {
  const li = await customer("unmerge-work");
  const lee = await customer("unmerge-work-2");
  const asked = askedOf(li, lee);
  await record(li, "hello");
  const { conversationId } = await record(lee, "hi", telegram(lee));
  const graft = graftOf(lee);
  await mergeInto(li, lee, graft);
  await dieAndWake(li);
  asked.forget();
  script.deliver = () => ({ outcome: "retry", class: "transient", code: "503", afterMs: 60_000 });
  await portOf(li).reply(replyOf(li, conversationId, "unsent"));
  await expect.poll(() => asked.deliveries.length).toBe(1);
  const unthought = await recordFollowing(message(lee, "unthought", telegram(lee)));
  script.deliver = (task) => ({ outcome: "sent", providerIds: [task.message.id] });
  await portOf(li).ungraft(li, graft.id, null);
  await dieAndWake(li);
  expect(asked.deliveries).toHaveLength(1);
  await unmerge(li, lee, graft.id);
  await dieAndWake(li);
  await dieAndWake(lee);
  expect(asked.deliveries.map((task) => [task.customerId, task.attempt])).toEqual([
    [li.customerId, 1],
    [lee.customerId, 2],
  ]);
  expect(asked.thoughts.map((task) => [task.customerId, task.turnId])).toEqual([[lee.customerId, unthought.outcome === "recorded" ? unthought.turnId : null]]);
  expect(textsOf(await allTurns(lee))).toEqual(["hi", "unsent", "unthought"]);
  expect(await waiting(li)).toEqual(NOTHING);
  expect(await waiting(lee)).toEqual(NOTHING);
});

it("two thousand messages of one customer from two channels at once, with a merge in the middle, are one tree; unmerging restores both", async () => {
  const li = await customer("storm");
  const lee = await customer("storm-2");
  const EACH = 1_000;
  const graft = graftOf(lee);
  const stream = async (person: Person, name: string, more: Partial<Parameters<typeof message>[2]>): Promise<void> => {
    for (let n = 0; n < EACH; n++) {
      const input = message(person, `${name} ${n}`, more);
      await recordFollowing(input);
      if (n % 10 === 0) expect(await recordFollowing(input)).toMatchObject({ duplicate: true });
      if (person === lee && n === EACH / 2) await mergeInto(li, lee, graft);
    }
  };
  await Promise.all([stream(li, "li", {}), stream(lee, "lee", telegram(lee))]);
  const numbered = (name: string): string[] => Array.from({ length: EACH }, (_, n) => `${name} ${n}`);
  const merged = await allTurns(li);
  expect(new Set(merged.map((turn) => turn.seq)).size).toBe(merged.length);
  const texts = textsOf(merged);
  expect(texts.filter((text) => text.startsWith("li "))).toEqual(numbered("li"));
  expect(texts.filter((text) => text.startsWith("lee "))).toEqual(numbered("lee"));
  await unmerge(li, lee, graft.id);
  expect(textsOf(await allTurns(li))).toEqual(numbered("li"));
  expect(textsOf(await allTurns(lee))).toEqual(numbered("lee"));
});
