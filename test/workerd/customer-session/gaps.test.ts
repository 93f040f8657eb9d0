/** One test per gap between two steps of the road: the process dies there, comes back, and everything is done once. */
import { beforeEach, expect, it } from "vitest";
import { askedOf, resetEngine, script, thoughtOf } from "./fake-engine.ts";
import { conversationOf, customer, dieAndWake, killAndWake, NOTHING, portOf, record, replyOf, waiting } from "./session.ts";

beforeEach(resetEngine);

it("a message whose worker died after recording is thought about, queued and told to the read model once", async () => {
  const li = await customer("gap-think");
  const asked = askedOf(li);
  script.think = () => thoughtOf(Date.now(), { move: "queue", teamId: "tm_1", priority: 1, skills: [], reason: "message" });
  const { conversationId, turnId } = await record(li, "我的快递到哪了");
  await dieAndWake(li);
  await dieAndWake(li);
  expect(asked.thoughts.map((task) => task.turnId)).toEqual([turnId]);
  expect(asked.steps).toMatchObject([{ step: "enqueue", ticket: { conversationId, priority: 1, waitingSince: expect.any(Number) } }]);
  const view = await conversationOf(li, conversationId);
  expect(view.conversation).toMatchObject({ owner: { kind: "queue", teamId: "tm_1" }, epoch: 1 });
  expect(view.turns).toMatchObject([{ intents: [{ name: "track_order" }] }]);
  expect(asked.projections.at(-1)).toMatchObject({ conversations: [{ id: conversationId }], turns: [{ id: turnId }] });
  expect(await waiting(li)).toEqual(NOTHING);
});

it("steps that the worker did not do after thinking are done by the alarm", async () => {
  const li = await customer("gap-steps");
  const asked = askedOf(li);
  const { turnId, task } = await record(li, "人工");
  const kept = await portOf(li).keepThought(
    li,
    turnId,
    task?.epoch ?? 0,
    thoughtOf(Date.now(), { move: "queue", teamId: "tm_1", priority: 0, skills: [], reason: "human" }),
  );
  expect(kept).toMatchObject({ outcome: "kept", steps: [{ step: "enqueue" }] });
  await dieAndWake(li);
  await dieAndWake(li);
  expect(asked.thoughts).toEqual([]);
  expect(asked.steps).toHaveLength(1);
  expect(await waiting(li)).toEqual(NOTHING);
});

it("steps whose settling was lost are repeated under the same ids, settled ones are not", async () => {
  const li = await customer("gap-settled");
  const zhao = await customer("gap-settled-2");
  const asked = askedOf(li, zhao);
  const first = await record(li, "人工");
  const queue = thoughtOf(Date.now(), { move: "queue", teamId: "tm_1", priority: 0, skills: [], reason: "human" });
  const kept = await portOf(li).keepThought(li, first.turnId, first.task?.epoch ?? 0, queue);
  if (kept.outcome !== "kept") throw new Error(kept.outcome);
  const ids = kept.steps.map((step) => step.id);
  await dieAndWake(li);
  expect(asked.steps.map((step) => step.id)).toEqual(ids);

  const second = await record(zhao, "人工");
  const again = await portOf(zhao).keepThought(zhao, second.turnId, second.task?.epoch ?? 0, queue);
  if (again.outcome !== "kept") throw new Error(again.outcome);
  asked.forget();
  await portOf(zhao).settled(
    zhao,
    again.steps.map((step) => step.id),
  );
  await record(zhao, "在吗");
  await dieAndWake(zhao);
  expect(asked.steps).toEqual([]);
  expect(await waiting(zhao)).toEqual(NOTHING);
});

it("a reply whose process died before sending leaves once", async () => {
  const li = await customer("gap-send");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "hello");
  // The timer would send at once; the process dies before it rings.
  const reply = portOf(li).reply(replyOf(li, conversationId, "hi"));
  expect(await reply).toMatchObject({ outcome: "queued", turn: { delivery: { state: "queued" } } });
  await dieAndWake(li);
  await dieAndWake(li);
  expect(asked.deliveries).toHaveLength(1);
  const view = await conversationOf(li, conversationId);
  expect(view.turns.at(-1)).toMatchObject({ kind: "reply", delivery: { state: "sent" }, providerId: expect.stringContaining("p-") });
  expect(await waiting(li)).toEqual(NOTHING);
});

it("an attempt that the process did not survive is told to the engine as interrupted, and what it says counts", async () => {
  const li = await customer("gap-interrupted");
  const asked = askedOf(li);
  const { conversationId } = await record(li, "hello");
  script.deliver = () => new Promise(() => {});
  await portOf(li).reply(replyOf(li, conversationId, "hi"));
  await expect.poll(() => asked.deliveries.length).toBe(1);
  script.deliver = (task) => (task.interrupted ? { outcome: "unknown", code: "interrupted" } : { outcome: "sent", providerIds: ["p"] });
  await killAndWake(li);
  await dieAndWake(li);
  expect(asked.deliveries.map((task) => task.interrupted)).toEqual([undefined, true]);
  const view = await conversationOf(li, conversationId);
  expect(view.turns.at(-1)?.delivery).toMatchObject({ state: "unknown" });
  expect(await waiting(li)).toEqual({ ...NOTHING, outbox: 1 });
});

it("an engine that cannot think now is asked again later, and the message is not lost", async () => {
  const li = await customer("gap-failing");
  const asked = askedOf(li);
  const { turnId } = await record(li, "hello");
  script.think = () => {
    throw new Error("the model is loading");
  };
  await dieAndWake(li);
  expect(await waiting(li)).toMatchObject({ unthought: 1 });
  script.think = () => thoughtOf(Date.now());
  await dieAndWake(li);
  expect(asked.thoughts.map((task) => task.turnId)).toEqual([turnId, turnId]);
  expect(await waiting(li)).toEqual(NOTHING);
});

it("a queue that is down gets its step when it is back; other steps do not wait for it", async () => {
  const li = await customer("gap-half");
  const { turnId, task } = await record(li, "人工");
  await portOf(li).keepThought(
    li,
    turnId,
    task?.epoch ?? 0,
    thoughtOf(Date.now(), { move: "queue", teamId: "tm_1", priority: 0, skills: [], reason: "human" }),
  );
  script.settle = () => [];
  await dieAndWake(li);
  expect(await waiting(li)).toMatchObject({ todo: 1 });
  script.settle = (_address, steps) => steps.map((step) => step.id);
  await dieAndWake(li);
  expect(await waiting(li)).toEqual(NOTHING);
});

it("the read model is told again until it has heard, and only what it has not", async () => {
  const li = await customer("gap-project");
  const asked = askedOf(li);
  const first = await record(li, "one");
  script.project = () => false;
  await dieAndWake(li);
  script.project = () => true;
  const second = await record(li, "two");
  await dieAndWake(li);
  const told = asked.projections.at(-1);
  expect(told?.turns.map((turn) => turn.id)).toEqual([first.turnId, second.turnId]);
  const third = await record(li, "three");
  await dieAndWake(li);
  expect(asked.projections.at(-1)?.turns.map((turn) => turn.id)).toContain(third.turnId);
  expect(asked.projections.at(-1)?.turns.map((turn) => turn.id)).not.toContain(first.turnId);
});
