/** The queue verb by verb. Kept whole: one world, one verb a test. */
import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../durable-objects/agent-queue/settings.ts";
import { snapshotOf } from "../../../../durable-objects/agent-queue/snapshot.ts";
import { ASK_AGAIN_MS } from "../../../../durable-objects/agent-queue/time-passing.ts";
import { type HeldByHand, helpSeat } from "../../../../protocol/ports.ts";
import { agentOf, NOON, onChannel, TEAM, ticketOf, World } from "./world.ts";

const MINUTE = 60_000;
const { leaseMs, refusalMs } = DEFAULT_SETTINGS;

it("a conversation is offered, accepted and held, and the next one comes the moment the slot is free", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  expect(world.comes("a")).toMatchObject({ outcome: "offered", agentId: "wei" });
  expect(world.comes("b")).toMatchObject({ outcome: "waiting", position: 2 });
  world.do((queue) => queue.accept("wei", "a", world.now, false));
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["a"]);
  world.resolves("a");
  expect(world.offersTo("wei")).toEqual(["b"]);
});

it("a lease that runs out gives the conversation to somebody else, in its old place", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.comes("a");
  world.comes("b");
  world.do((queue) => queue.agentChanged(agentOf("li", "online", { capacity: 1 }), world.now));
  expect([world.offersTo("wei"), world.offersTo("li")]).toEqual([["a"], ["b"]]);
  world.do((queue) => queue.accept("li", "b", world.now, false));
  world.answerAll();
  world.pass(leaseMs);
  expect(world.waiting()).toEqual(["a"]);
  world.resolves("b");
  expect(world.offersTo("li")).toEqual(["a"]);
});

it("who declines is not asked again for the same conversation until the refusal is over", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.comes("a");
  world.do((queue) => queue.decline("wei", "a", world.now));
  expect(world.offersTo("wei")).toEqual([]);
  expect(world.queue.nextDue(world.now)).toBe(world.now + refusalMs);
  world.pass(refusalMs);
  expect(world.offersTo("wei")).toEqual(["a"]);
});

it("who misses several offers is offered nothing until they do something", () => {
  const world = new World({ missesToAway: 2 });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.comes("a");
  world.pass(leaseMs);
  world.pass(refusalMs);
  world.pass(leaseMs);
  world.pass(refusalMs);
  expect(world.offersTo("wei")).toEqual([]);
  expect([...world.queue.state.outbox.values()].filter(({ event }) => event.type === "notice")).toMatchObject([{ event: { code: "missed_offers" } }]);
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  expect(world.offersTo("wei")).toEqual(["a"]);
});

it("who accepts a moment too late still gets the conversation while it waits and they have room", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.comes("a");
  world.pass(leaseMs);
  expect(world.do((queue) => queue.accept("wei", "a", world.now, false))).not.toBeNull();
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["a"]);
  world.comes("b");
  expect(world.do((queue) => queue.accept("wei", "b", world.now, false))).toBeNull();
});

it("a repeated ticket changes nothing while the conversation waits, is held, and after it is over", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.comes("a");
  const again = (): unknown => world.do((queue) => queue.enqueue(ticketOf("a", world.now), world.now));
  expect(again()).toEqual({ outcome: "known" });
  world.do((queue) => queue.accept("wei", "a", world.now, false));
  expect(again()).toEqual({ outcome: "known" });
  world.answerAll();
  expect(again()).toEqual({ outcome: "known" });
  expect(world.holdsOf("wei")).toEqual(["a"]);
  world.resolves("a");
  expect(again()).toEqual({ outcome: "known" });
  expect(world.waiting()).toEqual([]);
  expect(world.comes("a")).toMatchObject({ outcome: "offered" });
});

it("a conversation that ended before the queue heard that it began takes nobody's room", () => {
  const world = new World({ mode: "auto" });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.comes("a");
  world.do((queue) => queue.release("wei", "a", world.now));
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual([]);
  expect(world.comes("b")).toMatchObject({ outcome: "assigned" });
});

it("an assignment whose answer never came is asked again, and holds once", () => {
  const world = new World({ mode: "auto" });
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.comes("a");
  world.die();
  expect(world.pending).toEqual([]);
  world.pass(ASK_AGAIN_MS);
  expect(world.pending).toMatchObject([{ effect: "assign", agentId: "wei" }]);
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["a"]);
  expect(world.given).toHaveLength(1);
});

it("an agent who is gone loses offers at once and conversations after the grace", () => {
  const world = new World({ returnAfterMs: 2 * MINUTE });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 2 }), world.now));
  world.comes("a");
  world.do((queue) => queue.accept("wei", "a", world.now, false));
  world.answerAll();
  world.comes("b");
  world.do((queue) => queue.agentChanged(agentOf("wei", "offline", { capacity: 2 }), world.now));
  expect(world.offersTo("wei")).toEqual([]);
  world.pass(MINUTE);
  expect(world.holdsOf("wei")).toEqual(["a"]);
  world.pass(MINUTE);
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual([]);
  expect(world.waiting()).toEqual(["b", "a"]);
});

it("an agent who comes back within the grace keeps their conversations", () => {
  const world = new World({ returnAfterMs: 2 * MINUTE });
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.comes("a");
  world.do((queue) => queue.accept("wei", "a", world.now, false));
  world.answerAll();
  world.do((queue) => queue.agentChanged(agentOf("wei", "offline"), world.now));
  world.pass(MINUTE);
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.pass(5 * MINUTE);
  expect(world.holdsOf("wei")).toEqual(["a"]);
  expect(world.pending).toEqual([]);
});

it("after the wait of the overflow rule a conversation leaves for the other team, once", () => {
  const world = new World({ overflow: { teamId: "tm_2", afterMs: MINUTE } });
  world.comes("a");
  expect(world.queue.nextDue(world.now)).toBe(world.now + MINUTE);
  world.pass(MINUTE);
  world.pass(1_000);
  expect(world.pending).toHaveLength(1);
  world.answerAll();
  expect(world.sessions.get("a")?.owner).toEqual({ kind: "queue", teamId: "tm_2" });
  expect(world.queue.state.entries.size).toBe(0);
});

it("states other than online take no new conversation; transfers-only takes what names its agent", () => {
  const world = new World();
  for (const state of ["busy", "break", "wrap_up", "hidden", "offline"] as const) world.do((queue) => queue.agentChanged(agentOf(state, state), world.now));
  world.do((queue) => queue.agentChanged(agentOf("named", "transfers_only"), world.now));
  world.comes("a");
  world.comes("b", { wantedAgentId: "named" });
  expect(world.waiting().map((id) => world.queue.state.entries.get(id)?.at.state)).toEqual(["waiting", "offered"]);
  expect(world.offersTo("named")).toEqual(["b"]);
});

it("a transfer waits for its named agent, and goes to somebody else after the patience", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.do((queue) => queue.agentChanged(agentOf("li", "busy"), world.now));
  world.comes("a", { wantedAgentId: "li" });
  expect(world.offersTo("wei")).toEqual([]);
  world.pass(MINUTE);
  expect(world.offersTo("wei")).toEqual(["a"]);
});

it("a transfer that its agent refuses comes back to whoever sent it, who is told", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.do((queue) => queue.agentChanged(agentOf("li"), world.now));
  world.comes("a", { wantedAgentId: "li", lastAgentId: "wei" });
  world.do((queue) => queue.decline("li", "a", world.now));
  expect(world.offersTo("wei")).toEqual(["a"]);
  expect([...world.queue.state.outbox.values()].map(({ agentId, event }) => [agentId, event.type === "notice" ? event.code : event.type])).toContainEqual([
    "wei",
    "transfer_refused",
  ]);
});

const noticesOf = ({ queue }: World): [string, string][] =>
  [...queue.state.outbox.values()].flatMap(({ agentId, event }) => (event.type === "notice" ? [[agentId, event.code] as [string, string]] : []));
const FROM_TEAM_2 = { wantedAgentId: "li", sentFrom: { teamId: "tm_2", agentId: "wei" } };

it("what another team sent to one agent is offered to nobody else, and goes back to its sender's team when they refuse it or miss it", () => {
  for (const ends of ["declines", "misses"] as const) {
    const world = new World();
    world.do((queue) => queue.agentChanged(agentOf("mo"), world.now));
    world.do((queue) => queue.agentChanged(agentOf("li"), world.now));
    world.comes("a", FROM_TEAM_2);
    expect(world.offersTo("li")).toEqual(["a"]);
    if (ends === "declines") world.do((queue) => queue.decline("li", "a", world.now));
    else world.pass(20_000);
    expect(world.pending).toMatchObject([{ effect: "overflow", teamId: "tm_2" }]);
    expect(world.offersTo("mo")).toEqual([]);
    world.answerAll();
    expect(world.sessions.get("a")?.owner).toEqual({ kind: "queue", teamId: "tm_2" });
    expect(world.queue.state.entries.size).toBe(0);
    expect(noticesOf(world)).toEqual([["wei", "transfer_refused"]]);
  }
});

it("what another team sent to one agent goes back after the named patience, also over a death and a lost answer", () => {
  const world = new World({ rules: [{ rule: "named_agent", waitMs: 30_000 }], overflow: { teamId: "tm_3", afterMs: 10_000 } });
  world.do((queue) => queue.agentChanged(agentOf("mo"), world.now));
  world.do((queue) => queue.agentChanged(agentOf("li", "busy"), world.now));
  world.comes("a", FROM_TEAM_2);
  expect(world.queue.nextDue(world.now)).toBe(world.now + 30_000);
  world.pass(29_999);
  expect([world.pending, world.offersTo("mo")]).toEqual([[], []]);
  world.pass(1);
  expect(world.pending).toMatchObject([{ effect: "overflow", teamId: "tm_2" }]);
  world.die();
  world.pass(5_000);
  expect(world.pending).toMatchObject([{ effect: "overflow", teamId: "tm_2", ticket: { sentFrom: FROM_TEAM_2.sentFrom } }]);
  world.answerAll();
  expect(world.sessions.get("a")?.owner).toEqual({ kind: "queue", teamId: "tm_2" });
  expect(noticesOf(world)).toEqual([["wei", "transfer_refused"]]);
});

it("the last agent gets their customer first, and the wait for them is bounded", () => {
  const rules = [{ rule: "last_agent", waitMs: 30_000 }, { rule: "least_loaded" }];
  const world = new World({ rules });
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.do((queue) => queue.agentChanged(agentOf("li"), world.now));
  world.comes("a", { lastAgentId: "li" });
  expect(world.offersTo("li")).toEqual(["a"]);
  world.do((queue) => queue.agentChanged(agentOf("li", "busy"), world.now));
  world.comes("b", { lastAgentId: "li" });
  expect(world.offersTo("wei")).toEqual([]);
  world.pass(30_000);
  expect(world.offersTo("wei")).toContain("b");
});

it("who can do the fewest other things is asked first, so that specialists stay free", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("a-specialist", "online", { skills: ["refund"] }), world.now));
  world.do((queue) => queue.agentChanged(agentOf("generalist"), world.now));
  world.comes("a");
  world.comes("b", { skills: ["refund"] });
  expect([world.offersTo("generalist"), world.offersTo("a-specialist")]).toEqual([["a"], ["b"]]);
});

it("after their patience skills and language are wishes no more", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("zh", "online", { languages: ["zh"] }), world.now));
  world.do((queue) => queue.agentChanged(agentOf("en", "busy", { languages: ["en"], skills: ["refund"] }), world.now));
  world.comes("a", { language: "en", skills: ["refund"] });
  expect(world.offersTo("zh")).toEqual([]);
  world.pass(2 * MINUTE);
  expect(world.offersTo("zh")).toEqual(["a"]);
});

it("a channel that costs half lets an agent hold twice as many, and per-channel limits hold", () => {
  const world = new World({ mode: "auto", channelCost: { email: 0.5 } });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 2, perChannel: { web: 1 } }), world.now));
  for (const id of ["w1", "w2"]) world.comes(id);
  for (const id of ["e1", "e2", "e3"]) world.comes(id, { channel: onChannel("email") });
  world.answerAll();
  expect(world.holdsOf("wei").sort()).toEqual(["e1", "e2", "w1"]);
  expect(world.queue.desks()[0]?.load).toBe(2);
});

it("after wrapping up, and not before, the next conversation comes", () => {
  const world = new World({ wrapUpMs: 30_000, mode: "auto" });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  world.comes("a");
  world.answerAll();
  world.comes("b");
  world.resolves("a");
  expect(world.holdsOf("wei")).toEqual([]);
  expect(world.queue.nextDue(world.now)).toBe(world.now + 30_000);
  world.pass(30_000);
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["b"]);
});

it("in manual mode nothing is offered, and agents pick", () => {
  const world = new World({ mode: "manual" });
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.comes("a");
  expect(world.offersTo("wei")).toEqual([]);
  world.do((queue) => queue.accept("wei", "a", world.now, true));
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["a"]);
});

it("priority, VIP and rules are head starts that end: whoever waited longer than the largest is served first", () => {
  const claims = { rules: [{ keyword: "退款", headStartMs: 3 * MINUTE }] };
  const world = new World({ claims });
  world.comes("old");
  world.now = NOON + 4 * MINUTE;
  world.comes("plain");
  world.comes("keyword", { preview: "我要退款！" });
  world.comes("urgent", { priority: 3, vip: true });
  expect(world.waiting()).toEqual(["urgent", "old", "keyword", "plain"]);
  world.now = NOON + 31 * MINUTE;
  world.comes("urgent, too late", { priority: 3, vip: true });
  expect(world.waiting().indexOf("old")).toBe(1);
  expect(world.waiting().indexOf("urgent, too late")).toBe(4);
});

it("conversations that are usually short go first when the team wants it, within a bound", () => {
  const world = new World({ mode: "auto", claims: { quickMs: 2 * MINUTE } });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  for (let n = 0; n < 30; n++) {
    const id = `learn${n}`;
    world.comes(id, { intents: [n % 2 === 0 ? "track_order" : "complaint"] });
    world.answerAll();
    world.now += n % 2 === 0 ? MINUTE : 10 * MINUTE;
    world.resolves(id);
  }
  world.do((queue) => queue.agentChanged(agentOf("wei", "break"), world.now));
  world.comes("long", { intents: ["complaint"] });
  world.now += 30_000;
  world.comes("short", { intents: ["track_order"] });
  expect(world.waiting()).toEqual(["short", "long"]);
});

it("somebody who comes now waits a moment where an agent is free, and nobody says how long where too little is known", () => {
  const world = new World();
  expect(world.queue.waitOfNext(world.now)).toBeNull();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  expect(world.queue.waitOfNext(world.now)).toEqual({ low: 0, high: 60 });
  world.comes("a");
  expect(world.queue.waitOfNext(world.now)).toBeNull();
  world.do((queue) => queue.agentChanged(agentOf("li", "busy", { capacity: 1 }), world.now));
  expect(world.queue.waitOfNext(world.now)).toBeNull();
});

const byHand = (agentId: string, conversationId: string, rank: number, more: Partial<HeldByHand> = {}): HeldByHand => ({
  teamId: TEAM,
  conversationId,
  customerId: `cu_${conversationId}`,
  agentId,
  channel: "web",
  rank,
  ...more,
});
const told = (world: World, held: HeldByHand): void => world.do((queue) => queue.heldByHand(held, TEAM, "demo", world.now));

it("what an agent got by hand, or helps with, takes their room; words that come late or twice change nothing", () => {
  const world = new World();
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 2 }), world.now));
  told(world, byHand("wei", "a", 2));
  told(world, byHand("wei", "a", 2));
  told(world, byHand("wei", helpSeat("x"), 7, { helps: true }));
  world.comes("b");
  expect(world.offersTo("wei")).toEqual([]);
  expect(snapshotOf(world.queue.state, TEAM, world.now).agents).toMatchObject([{ load: 2, conversationIds: ["a"] }]);
  world.die();
  expect(world.queue.desks()).toMatchObject([{ load: 2 }]);
  world.do((queue) => queue.release("wei", helpSeat("x"), world.now, 8));
  expect(world.offersTo("wei")).toEqual(["b"]);
  told(world, byHand("wei", helpSeat("x"), 7, { helps: true }));
  world.do((queue) => queue.release("wei", "a", world.now, 2));
  expect(world.holdsOf("wei")).toEqual(["a"]);
  world.do((queue) => queue.release("wei", "a", world.now, 3));
  told(world, byHand("wei", "a", 2));
  expect(world.holdsOf("wei")).toEqual([]);
});

it("a withdrawal that comes late leaves the ticket that came after it", () => {
  const world = new World();
  world.do((queue) => queue.enqueue(ticketOf("a", world.now, { epoch: 3 }), world.now));
  world.do((queue) => queue.withdraw("a", "assigned:wei", world.now, 2));
  expect(world.waiting()).toEqual(["a"]);
  world.do((queue) => queue.withdraw("a", "assigned:wei", world.now, 4));
  expect([world.waiting(), world.holdsOf("wei")]).toEqual([[], ["a"]]);
});

it("what is given by hand to somebody who is away is theirs until they have come and gone", () => {
  const world = new World({ returnAfterMs: 2 * MINUTE });
  world.do((queue) => queue.agentChanged(agentOf("wei", "offline"), world.now));
  world.pass(MINUTE);
  world.sessions.set("a", { owner: { kind: "agent", agentId: "wei" }, epoch: 2 });
  told(world, byHand("wei", "a", 2));
  world.pass(10 * MINUTE);
  expect([world.pending, world.queue.nextDue(world.now)]).toEqual([[], null]);
  for (const state of ["online", "offline"] as const) world.do((queue) => queue.agentChanged(agentOf("wei", state), world.now));
  world.pass(2 * MINUTE);
  world.answerAll();
  expect([world.waiting(), world.holdsOf("wei")]).toEqual([["a"], []]);
});
