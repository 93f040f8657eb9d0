import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it } from "vitest";
import type { Queue } from "../../../durable-objects/agent-queue/queue.ts";
import type { QueuePort } from "../../../protocol/ports.ts";
import { TENANT } from "../customer-session/session.ts";
import { down, whispered } from "./scripted-desk.ts";
import { heardBy, Team } from "./team.ts";

afterEach(() => down.clear());

const typesOf = async (agentId: string): Promise<string[]> => (await heardBy(agentId)).map(({ type }) => type);

it("a customer who asks for a person is offered, accepted, held, and the next follows the moment the first is done", async () => {
  const team = new Team("tm_road");
  await team.agent("road-wei", "online", 1);
  const first = await team.comes("li");
  const second = await team.comes("zhao");
  expect(await team.snapshot()).toMatchObject({ waitingCount: 2, offers: [{ conversationId: first.conversationId, agentId: "road-wei" }] });
  expect(await team.accept("road-wei", first.conversationId)).toMatchObject({ outcome: "assigned", conversation: { owner: { agentId: "road-wei" } } });
  expect(await team.ownerOf(first)).toEqual({ kind: "agent", agentId: "road-wei" });
  await team.change(first.person, first.conversationId, { change: "resolve" });
  expect((await team.snapshot()).offers).toMatchObject([{ conversationId: second.conversationId, agentId: "road-wei" }]);
  await expect.poll(() => typesOf("road-wei")).toEqual(expect.arrayContaining(["offered", "offer_ended", "assigned"]));
  await expect
    .poll(async () => (await heardBy("road-wei")).flatMap((event) => (event.type === "offered" ? [event.conversation.conversationId] : [])))
    .toEqual([first.conversationId, second.conversationId]);
});

it("an eviction loses nothing: the line, the offers, what is held, and a lease that ran out meanwhile", async () => {
  const team = new Team("tm_evict");
  await team.agent("evict-wei", "online", 1);
  const [first, second] = [await team.comes("li"), await team.comes("zhao")];
  await team.accept("evict-wei", first.conversationId);
  await team.agent("evict-li", "online", 1);
  const before = await team.snapshot();
  await team.dies();
  const { waiting, offers, waitingCount } = before;
  expect(await team.snapshot()).toMatchObject({ waiting, offers, waitingCount });
  expect((await team.snapshot()).agents).toEqual(expect.arrayContaining(before.agents));
  await team.passes();
  expect(await team.snapshot()).toMatchObject({ waitingCount: 1, offers: [] });
  await expect.poll(() => typesOf("evict-li")).toEqual(["offered", "offer_ended"]);
  expect((await heardBy("evict-li")).at(-1)).toMatchObject({ conversationId: second.conversationId, reason: "expired" });
});

it("an assignment that the process did not survive is asked again and made once", async () => {
  const team = new Team("tm_again");
  await team.configure({ mode: "auto" });
  const li = await team.comes("li");
  await runInDurableObject(team.stub, (object) => {
    // The process dies between the decision and the question to the session.
    const queue = object as unknown as { queue: Queue; transact<T>(decide: (queue: Queue) => T): T };
    queue.transact((one) => one.agentChanged({ agentId: "again-wei", name: "Wei", state: "online", capacity: 1, skills: [], languages: [] }, Date.now()));
    queue.queue.takeEffects();
  });
  expect(await team.ownerOf(li)).toEqual({ kind: "queue", teamId: "tm_again" });
  await team.passes();
  await expect.poll(() => team.ownerOf(li)).toEqual({ kind: "agent", agentId: "again-wei" });
  await expect.poll(() => team.count("tickets")).toBe(0);
  await team.passes();
  expect(await team.count("holdings")).toBe(1);
});

it("a desk that is down does not hold the queue up, and hears everything in order when it is back", async () => {
  const team = new Team("tm_down");
  down.add("down-wei");
  await team.agent("down-wei");
  const li = await team.comes("li");
  expect(await team.accept("down-wei", li.conversationId)).toMatchObject({ outcome: "assigned" });
  expect(await team.count("outbox")).toBe(3);
  await team.dies();
  down.clear();
  await team.rings();
  await expect.poll(() => typesOf("down-wei")).toEqual(expect.arrayContaining(["offered", "offer_ended", "assigned"]));
  expect((await typesOf("down-wei")).filter((type) => type !== "suggestions")).toEqual(["offered", "offer_ended", "assigned"]);
  await expect.poll(() => team.count("outbox")).toBe(0);
});

it("a transaction that fails leaves memory as the rows are", async () => {
  const team = new Team("tm_throw");
  await team.agent("throw-wei", "online", 1);
  const li = await team.comes("li");
  await runInDurableObject(team.stub, async (object) => {
    const queue = object as unknown as { transact(decide: (queue: Queue) => void): void };
    expect(() =>
      queue.transact((one) => {
        one.withdraw(li.conversationId, "resolved", Date.now());
        throw new Error("the disk is full");
      }),
    ).toThrow("the disk is full");
  });
  expect(await team.snapshot()).toMatchObject({ waitingCount: 1, offers: [{ agentId: "throw-wei" }] });
  expect(await team.accept("throw-wei", li.conversationId)).toMatchObject({ outcome: "assigned" });
});

it("the conversations of an agent who stays away go back to the line and to somebody else", async () => {
  const team = new Team("tm_away");
  await team.configure({ mode: "auto" });
  await team.agent("away-wei", "online", 1);
  const li = await team.comes("li");
  await expect.poll(() => team.ownerOf(li)).toEqual({ kind: "agent", agentId: "away-wei" });
  await team.agent("away-wei", "offline", 1);
  await team.agent("away-li", "online", 1);
  await team.passes();
  await expect.poll(() => team.ownerOf(li)).toEqual({ kind: "agent", agentId: "away-li" });
  await expect
    .poll(async () => (await team.snapshot()).agents.map(({ agentId, conversationIds }) => [agentId, conversationIds]))
    .toEqual([
      ["away-li", [li.conversationId]],
      ["away-wei", []],
    ]);
});

it("a conversation that was resolved while it was offered cannot be accepted any more", async () => {
  const team = new Team("tm_gone");
  await team.agent("gone-wei");
  const li = await team.comes("li");
  await team.change(li.person, li.conversationId, { change: "resolve" });
  expect(await team.accept("gone-wei", li.conversationId)).toMatchObject({ outcome: "gone" });
  expect(await team.snapshot()).toMatchObject({ waitingCount: 0 });
});

it("two agents who pick the same conversation at once: one has it, the other hears that it is gone", async () => {
  const team = new Team("tm_race");
  const li = await team.comes("li");
  await Promise.all([team.agent("race-wei", "busy"), team.agent("race-li", "busy")]);
  const picks = ["race-wei", "race-li"].map((agentId) => team.queue.take(TENANT, "tm_race", agentId, li.conversationId, Date.now()));
  expect((await Promise.all(picks)).map(({ outcome }) => outcome).sort()).toEqual(["assigned", "gone"]);
  expect((await team.snapshot()).agents.flatMap(({ conversationIds }) => conversationIds)).toEqual([li.conversationId]);
});

it("agents see the length of the line change, and not with every customer", async () => {
  const team = new Team("tm_length");
  await team.agent("length-wei", "busy");
  await Promise.all(Array.from({ length: 12 }, (_, n) => team.comes(`n${n}`)));
  const frames = (): unknown[] => whispered.get("length-wei") ?? [];
  await expect
    .poll(() => frames().at(-1), { timeout: 5_000 })
    .toMatchObject({ t: "event", event: { type: "queue", teamId: "tm_length", waiting: 12, online: 1 } });
  expect(frames().length).toBeLessThan(12);
});

it("a queue refuses settings it does not understand, and another team's calls", async () => {
  const team = new Team("tm_own");
  await team.agent("own-wei");
  expect(await team.configure({ leaseMs: 1 })).toMatchObject({ outcome: "refused", field: "settings.leaseMs" });
  expect(await team.configure({ leaseMs: 5_000 })).toEqual({ outcome: "configured" });
  await runInDurableObject(team.stub, async (object) => {
    const queue = object as unknown as QueuePort;
    await expect(queue.release(TENANT, "tm_other", "own-wei", "cv_1")).rejects.toThrow("another team");
  });
});
