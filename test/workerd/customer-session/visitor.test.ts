/** Visitors at their sockets: words are acknowledged when they are durable, and a visitor who comes back misses nothing. */
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import { MAX_VISITOR_FRAME_BYTES, VISITOR_MESSAGES_PER_MINUTE } from "../../../protocol/visitor-frames.ts";
import { askedOf, resetEngine, script, thoughtOf } from "./fake-engine.ts";
import { mergeInto } from "./merging.ts";
import { conversationOf, customer, dieAndWake, NOTHING, portOf, record, replyOf, stubOf, waiting } from "./session.ts";
import { upgrade, visit, words } from "./visitor.ts";

beforeEach(resetEngine);

it("a visitor's words are acknowledged, thought about at once, and answered on every tab", async () => {
  const li = await customer("visit-li");
  const asked = askedOf(li);
  const tab = await visit(li);
  const other = await visit(li);
  await expect.poll(() => tab.all("welcome")).toMatchObject([{ customerId: li.customerId, seq: 0, state: { owner: "none", conversationId: null } }]);
  tab.send(words("c1", "退货怎么弄"));
  await expect.poll(() => tab.all("ack")).toMatchObject([{ cid: "c1", seq: 1 }]);
  await expect.poll(() => other.all("msg")).toMatchObject([{ turn: { from: "customer", cid: "c1", parts: [{ text: "退货怎么弄" }] } }]);
  expect(tab.all("msg")).toEqual([]);
  await expect.poll(() => asked.thoughts.length).toBe(1);
  const conversationId = tab.all("ack")[0]?.conversationId ?? "";
  expect(await portOf(li).reply(replyOf(li, conversationId, "第一步"))).toMatchObject({ turn: { delivery: { state: "sent" } } });
  await expect.poll(() => tab.all("msg")).toMatchObject([{ seq: 2, turn: { from: "agent", name: "Wei", delivery: "sent" } }]);
  await expect.poll(() => tab.all("state").at(-1)).toMatchObject({ state: { owner: "agent", agentName: "Wei", conversationId } });
  expect(asked.deliveries).toEqual([]);
  tab.send({ t: "read", upToSeq: 2 });
  await expect.poll(async () => (await conversationOf(li, conversationId)).turns.at(-1)?.delivery?.state).toBe("read");
});

it("a visitor who comes back after the object slept gets what was missed, and a message sent twice is one", async () => {
  const li = await customer("visit-resume");
  const tab = await visit(li);
  tab.send(words("c1", "hello"));
  await expect.poll(() => tab.all("ack").length).toBe(1);
  const conversationId = tab.all("ack")[0]?.conversationId ?? "";
  await dieAndWake(li);
  tab.send(words("c2", "still the same socket"));
  await expect.poll(() => tab.all("ack").length).toBe(2);
  tab.close();
  await portOf(li).reply(replyOf(li, conversationId, "while you were away"));
  const back = await visit(li, 1);
  await expect.poll(() => back.all("welcome")).toMatchObject([{ seq: 3 }]);
  await expect.poll(() => back.all("msg").map((frame) => frame.seq)).toEqual([2, 3]);
  back.send(words("c2", "still the same socket"));
  await expect.poll(() => back.all("ack")).toMatchObject([{ cid: "c2", seq: 2 }]);
  back.send({ t: "sync", since: 3 });
  await expect.poll(async () => (await conversationOf(li, conversationId)).turns.at(-1)?.delivery?.state).toBe("delivered");
});

it("what the engine could not think about at once is thought about by the alarm", async () => {
  const li = await customer("visit-later");
  const asked = askedOf(li);
  script.think = () => ({ thinkAgainAt: Date.now() + 100 });
  const tab = await visit(li);
  tab.send(words("c1", "hello"));
  await expect.poll(() => asked.thoughts.length).toBeGreaterThan(0);
  script.think = () => thoughtOf(Date.now());
  await dieAndWake(li);
  expect(await waiting(li)).toEqual(NOTHING);
});

it("a session that was told to wait thinks when it is called, long before it would have asked again", async () => {
  const li = await customer("visit-called");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "hello");
  script.roomToThink = () => ({ thinkAgainAt: Date.now() + 600_000 });
  await expect.poll(() => asked.rooms, { timeout: 10_000 }).toBe(1);
  script.roomToThink = () => null;
  await portOf(li).attend(li);
  expect(asked.thoughts).toMatchObject([{ conversationId, text: "hello" }]);
  const nobody = await customer("visit-nobody");
  await portOf(nobody).attend(nobody);
  expect(await runDurableObjectAlarm(stubOf(nobody))).toBe(false);
});

it("a draft is passed on and leaves no trace in storage; the agent sees that somebody types, not what", async () => {
  const li = await customer("visit-draft");
  const asked = askedOf(li);
  const prepared = { words: "my secret draft", intents: ["track_order"], articleIds: ["a1"], at: Date.now() };
  script.anticipate = () => prepared;
  const tab = await visit(li);
  tab.send(words("c1", "hello"));
  await expect.poll(() => tab.all("ack").length).toBe(1);
  await portOf(li).reply(replyOf(li, tab.all("ack")[0]?.conversationId ?? "", "hi"));
  tab.send({ t: "typing", on: true, text: "my secret draft" });
  await expect.poll(() => asked.drafts).toEqual(["my secret draft"]);
  await expect.poll(() => asked.errands).toMatchObject([{ errand: "whisper", agentId: "ag_wei", frame: { t: "typing", on: true } }]);
  expect(JSON.stringify(asked.errands)).not.toContain("secret");
  tab.send(words("c2", "where is my parcel"));
  await expect.poll(() => asked.thoughts.at(-1)?.prepared).toEqual(prepared);
  const stored = await runInDurableObject(stubOf(li), (_object, state) =>
    ["docs", "turns"].flatMap((table) => state.storage.sql.exec(`SELECT doc FROM ${table}`).toArray()).map((row) => String(row.doc)),
  );
  expect(stored.join("\n")).not.toContain("secret");
  expect(stored.join("\n")).toContain("parcel");
});

it("a flood is slowed down, a frame that is too large ends the socket, and nonsense is answered", async () => {
  const li = await customer("visit-flood");
  const tab = await visit(li);
  for (let n = 0; n <= VISITOR_MESSAGES_PER_MINUTE; n++) tab.send(words(`c${n}`, `hello ${n}`));
  await expect.poll(() => tab.all("err")).toMatchObject([{ code: "rate_limited", cid: `c${VISITOR_MESSAGES_PER_MINUTE}` }]);
  expect(tab.all("ack")).toHaveLength(VISITOR_MESSAGES_PER_MINUTE);
  const zhao = await customer("visit-nonsense");
  const odd = await visit(zhao);
  odd.send("not json");
  odd.send({ t: "send", cid: "x", parts: [{ type: "media", media: { kind: "image", ref: { url: "http://evil", auth: false } } }] });
  await expect.poll(() => odd.all("err").map((frame) => frame.code)).toEqual(["invalid", "invalid"]);
  odd.send("x".repeat(MAX_VISITOR_FRAME_BYTES + 1));
  await expect.poll(() => odd.closed?.code).toBe(4400);
  expect(await portOf(zhao).view(zhao, {})).toBeNull();
});

it("a visitor sees only what was said on their own channel account, and no notes", async () => {
  const li = await customer("visit-view");
  const { conversationId } = await record(li, "on WeChat");
  await portOf(li).change({
    ...li,
    key: "n1",
    conversationId,
    by: { kind: "agent", id: "ag_wei" },
    change: { change: "note", turnId: "tn_note", text: "difficult" },
    at: Date.now(),
  });
  const tab = await visit(li);
  tab.send(words("c1", "on the web"));
  await expect.poll(() => tab.all("ack").length).toBe(1);
  const back = await visit(li);
  await expect.poll(() => back.all("msg").map((frame) => frame.turn.parts)).toEqual([[{ type: "text", text: "on the web" }]]);
});

it("a merge by an agent's hand shows one visitor nothing of the other, and the absorbed visitor comes back at the survivor", async () => {
  const li = await customer("visit-merge");
  const lee = await customer("visit-merge-2");
  const tab = await visit(li);
  tab.send(words("c1", "li's words"));
  const other = await visit(lee);
  other.send(words("c1", "lee's words"));
  await expect.poll(() => tab.all("ack").length + other.all("ack").length).toBe(2);
  await mergeInto(li, lee, { id: "gr_hand", from: lee.customerId, at: Date.now(), by: "ag_wei", evidence: "agent: same phone" });
  await expect.poll(() => other.closed?.code).toBe(4301);
  expect((await upgrade(lee)).headers.get("x-kefu-moved-to")).toBe(li.customerId);
  const back = await visit(li, 0, lee.identity);
  await expect.poll(() => back.all("msg").map((frame) => frame.turn.parts)).toEqual([[{ type: "text", text: "lee's words" }]]);
  const own = await visit(li, 0);
  await expect.poll(() => own.all("msg").map((frame) => frame.turn.parts)).toEqual([[{ type: "text", text: "li's words" }]]);
});

it("asking for a person, leaving a message and rating are kept; the place in the queue and the agent's typing are shown", async () => {
  const li = await customer("visit-more");
  const asked = askedOf(li);
  const tab = await visit(li);
  tab.send({ t: "human", cid: "h1" });
  await expect.poll(() => tab.all("ack").length).toBe(1);
  const conversationId = tab.all("ack")[0]?.conversationId ?? "";
  expect(asked.thoughts[0]?.text).toBe("转人工客服");
  await portOf(li).showQueue(li, conversationId, { position: 3, etaSeconds: { low: 60, high: 120 } });
  await expect.poll(() => tab.all("queue")).toMatchObject([{ position: 3 }]);
  tab.send({ t: "leave", cid: "l1", contact: "li@example.org", text: "call me" });
  await expect.poll(() => tab.all("ack").length).toBe(2);
  const change = { ...li, conversationId, by: { kind: "agent", id: "ag_wei" } as const, at: Date.now() };
  await portOf(li).change({ ...change, key: "t", change: { change: "typing", on: true } });
  await portOf(li).change({ ...change, key: "r", change: { change: "read", upToSeq: 2 } });
  await expect.poll(() => tab.all("typing")).toMatchObject([{ on: true }]);
  await expect.poll(() => tab.all("receipt")).toMatchObject([{ upToSeq: 2, state: "read" }]);
  await portOf(li).change({ ...change, key: "x", change: { change: "resolve" } });
  await expect.poll(() => tab.all("rate")).toMatchObject([{ conversationId }]);
  tab.send({ t: "rate", conversationId, score: 4, comment: "quick" });
  await expect
    .poll(async () => (await conversationOf(li, conversationId)).turns.at(-1)?.event)
    .toMatchObject({ name: "rated", detail: { score: "4", comment: "quick" } });
  expect((await conversationOf(li, conversationId)).customer.facts).toContainEqual(expect.objectContaining({ name: "contact", value: "li@example.org" }));
});

it("a visitor leaves files with a message, ends the conversation, and says again how it was; another's conversation is not theirs to end", async () => {
  const li = await customer("visit-ends");
  const tab = await visit(li);
  const file = { type: "media", media: { kind: "file", name: "bill.pdf", ref: { blobKey: "media-1" } } } as const;
  tab.send({ t: "leave", cid: "l1", contact: "li@example.org", text: "the bill is wrong", files: [file] });
  await expect.poll(() => tab.all("ack").length).toBe(1);
  const conversationId = tab.all("ack")[0]?.conversationId ?? "";
  const stranger = await visit(li, 0, { ...li.identity, value: "somebody else", verified: false });
  stranger.send({ t: "end", conversationId });
  await expect.poll(() => stranger.all("err")).toMatchObject([{ code: "refused" }]);
  tab.send({ t: "end", conversationId });
  tab.send({ t: "end", conversationId });
  await expect.poll(() => tab.all("rate")).toMatchObject([{ conversationId }]);
  await expect.poll(() => tab.all("state").at(-1)).toMatchObject({ state: { resolved: true } });
  tab.send({ t: "rate", cid: "r1", conversationId, score: 2, solved: false, reasons: ["speed", "ease"] });
  tab.send({ t: "rate", cid: "r1", conversationId, score: 2, solved: false, reasons: ["speed", "ease"] });
  tab.send({ t: "rate", cid: "r2", conversationId, score: 5, solved: true, comment: "thank you" });
  const events = async () => (await conversationOf(li, conversationId)).turns.flatMap(({ event }) => (event ? [event] : []));
  await expect
    .poll(async () => (await events()).map(({ name, detail }) => ({ name, ...detail })))
    .toEqual([
      { name: "resolved" },
      { name: "rated", score: "2", solved: "no", reasons: "speed,ease" },
      { name: "rated", score: "5", solved: "yes", comment: "thank you" },
    ]);
  for (const cid of ["r3", "r4", "r5", "r6"]) tab.send({ t: "rate", cid, conversationId, score: 1 });
  await expect.poll(() => tab.all("err")).toMatchObject([{ detail: "This rating cannot be changed any more" }]);
  expect((await events()).filter(({ name }) => name === "rated")).toHaveLength(5);
  expect((await conversationOf(li, conversationId)).turns[0]?.parts).toMatchObject([{ text: "the bill is wrong" }, { type: "media" }]);
});

it("a visitor hears that they need not stay, and an agent who took over is not called by the name of the one before", async () => {
  const li = await customer("visit-waits");
  const tab = await visit(li);
  tab.send(words("c1", "转人工"));
  await expect.poll(() => tab.all("ack").length).toBe(1);
  const conversationId = tab.all("ack")[0]?.conversationId ?? "";
  const change = { ...li, conversationId, at: Date.now() };
  const assign = (id: string) => portOf(li).change({ ...change, key: `to-${id}`, by: { kind: "system" }, change: { change: "assign", agentId: id } });
  const state = () => tab.all("state").at(-1)?.state;
  await portOf(li).change({ ...change, key: "q", by: { kind: "system" }, change: { change: "assign", agentId: null, teamId: "support" } });
  await portOf(li).change({ ...change, key: "cb", by: { kind: "customer" }, change: { change: "call_back", wanted: { phone: "138 0013 8000", words: "" } } });
  await expect.poll(state).toMatchObject({ owner: "queue", callBack: true });
  expect(JSON.stringify(tab.frames)).not.toContain("138 0013 8000");
  await assign("ag_wei");
  await portOf(li).reply(replyOf(li, conversationId, "first step"));
  await assign("ag_ana");
  await expect.poll(state).toEqual({ owner: "agent", conversationId, resolved: false });
});
