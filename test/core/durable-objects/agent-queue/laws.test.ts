/** Laws of the queue under random histories, against the simplest reference: the sessions' own word, a sorted array, and asking every agent anew. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseAgent, hasRoom, takesNew } from "../../../../durable-objects/agent-queue/assignment-rules.ts";
import type { Entry } from "../../../../durable-objects/agent-queue/queue-store.ts";
import { AGENT_STATES, agentOf, onChannel, World as QueueWorld, type World } from "./world.ts";

const AGENTS = ["a1", "a2", "a3"];
const CHANNELS = ["web", "email", "wechat_oa"] as const;
const COSTS = { email: 0.5 };

type Step = (world: World) => void;
const held = (world: World): string[] => [...world.sessions].flatMap(([id, { owner }]) => (owner.kind === "agent" ? [id] : []));
const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];

const agentSteps = fc.record({ who: fc.constantFrom(...AGENTS), n: fc.nat(50) });
const steps: fc.Arbitrary<{ name: string; run: Step }> = fc.oneof(
  fc
    .record({
      n: fc.nat(11),
      priority: fc.nat(3),
      vip: fc.boolean(),
      skill: fc.boolean(),
      last: fc.option(fc.constantFrom(...AGENTS), { nil: null }),
      wanted: fc.option(fc.constantFrom(...AGENTS), { nil: null, freq: 4 }),
      channel: fc.constantFrom(...CHANNELS),
    })
    .map(({ n, priority, vip, skill, last, wanted, channel }) => ({
      name: `c${n} comes`,
      run: (world: World) => {
        const owner = world.sessions.get(`c${n}`)?.owner.kind;
        if (owner === "agent" || owner === "queue") return;
        world.comes(`c${n}`, { priority, vip, skills: skill ? ["s"] : [], lastAgentId: last, wantedAgentId: wanted, channel: onChannel(channel) });
      },
    })),
  fc.nat(11).map((n) => ({
    name: `ticket of c${n} again`,
    run: (world: World) => {
      const entry = world.queue.state.entries.get(`c${n}`);
      const outcome = entry ? world.do((queue) => queue.enqueue(entry.ticket, world.now)) : undefined;
      if (outcome) expect(outcome).toEqual({ outcome: "known" });
    },
  })),
  agentSteps.map(({ who, n }) => ({
    name: `${who} accepts`,
    run: (world: World) => {
      const id = pick(world.offersTo(who), n);
      if (id) world.do((queue) => queue.accept(who, id, world.now, false));
    },
  })),
  agentSteps.map(({ who, n }) => ({
    name: `${who} accepts something late`,
    run: (world: World) => {
      const id = pick(world.waiting(), n);
      if (id) world.do((queue) => queue.accept(who, id, world.now, false));
    },
  })),
  agentSteps.map(({ who, n }) => ({
    name: `${who} declines`,
    run: (world: World) => {
      const id = pick(world.offersTo(who), n);
      if (id) world.do((queue) => queue.decline(who, id, world.now));
    },
  })),
  fc.record({ who: fc.constantFrom(...AGENTS), state: fc.constantFrom(...AGENT_STATES), skilled: fc.boolean() }).map(({ who, state, skilled }) => ({
    name: `${who} is ${state}`,
    run: (world: World) => world.do((queue) => queue.agentChanged(agentOf(who, state, { skills: skilled ? ["s"] : [] }), world.now)),
  })),
  fc.nat(50).map((n) => ({
    name: "one is resolved",
    run: (world: World) => {
      const id = pick(held(world), n);
      if (id) world.resolves(id);
    },
  })),
  fc.nat(50).map((n) => ({
    name: "a customer leaves",
    run: (world: World) => {
      const id = pick(world.waiting(), n);
      const known = id === undefined ? undefined : world.sessions.get(id);
      if (!id || !known) return;
      world.sessions.set(id, { owner: { kind: "bot" }, epoch: known.epoch + 1 });
      world.do((queue) => queue.withdraw(id, "resolved", world.now));
    },
  })),
  fc.nat(50).map((n) => ({ name: "a session answers", run: (world: World) => world.answer(n % Math.max(1, world.pending.length)) })),
  fc.constantFrom(1_000, 6_000, 20_000, 61_000, 150_000).map((ms) => ({ name: `${ms} ms pass`, run: (world: World) => world.pass(ms) })),
  fc.constant({ name: "the process dies", run: (world: World) => world.die() }),
);

const settings = fc.record({
  mode: fc.constantFrom("offer", "auto"),
  missesToAway: fc.constantFrom(0, 2),
  channelCost: fc.constant(COSTS),
  wrapUpMs: fc.constantFrom(0, 10_000),
});

/** Everything that must hold whatever happened. */
function check(world: World): void {
  const { state } = world.queue;
  for (const id of state.entries.keys()) expect(state.holdings.has(id), `${id} waits and is held`).toBe(false);
  for (const desk of state.desks()) expect(desk.load, `${desk.agent.agentId} over capacity`).toBeLessThanOrEqual(desk.agent.capacity + 1e-9);
  const line = [...state.entries.values()].filter(({ at }) => at.state === "waiting" || at.state === "offered");
  const reference = line.sort(
    (a, b) => a.order - b.order || a.ticket.waitingSince - b.ticket.waitingSince || (a.ticket.conversationId < b.ticket.conversationId ? -1 : 1),
  );
  expect(world.waiting()).toEqual(reference.map(({ ticket }) => ticket.conversationId));
  for (const [index, { ticket }] of reference.entries()) expect(world.queue.positionOf(ticket.conversationId)).toBe(index + 1);
  for (const entry of reference) expect(choiceFor(world, entry), `${entry.ticket.conversationId} waits though somebody is free`).toBeNull();
  const due = world.queue.nextDue(world.now);
  if (line.some(({ at }) => at.state === "offered")) expect(due).not.toBeNull();
}

/** Asking every agent anew: null = nobody could have it. */
function choiceFor(world: World, entry: Entry): string | null {
  if (entry.at.state !== "waiting") return null;
  const { state } = world.queue;
  const { ticket, since } = entry;
  const all = state.desks();
  const free = all.filter((desk) => takesNew(desk, ticket, world.now) && hasRoom(desk, ticket.channel.kind, COSTS));
  const refused = new Set(entry.refused.filter(({ until }) => until > world.now).map(({ agentId }) => agentId));
  return chooseAgent({ ticket, waited: world.now - since, refused }, free, all, state.settings.rules)?.agent.agentId ?? null;
}

/** Agents come back, everything is answered and resolved. */
function finish(world: World): void {
  for (const who of AGENTS) world.do((queue) => queue.agentChanged(agentOf(who, "online", { skills: ["s"] }), world.now));
  for (let round = 0; round < 200; round++) {
    world.answerAll();
    for (const who of AGENTS) for (const id of world.offersTo(who)) world.do((queue) => queue.accept(who, id, world.now, false));
    world.answerAll();
    for (const id of held(world)) world.resolves(id);
    world.pass(15_000);
  }
}

it("whatever happens nothing is lost, given twice, stuck beside a free agent or over capacity, and rows equal memory", () => {
  fc.assert(
    fc.property(settings, fc.array(steps, { maxLength: 60 }), (given, history) => {
      const world = new QueueWorld(given);
      for (const step of history) {
        step.run(world);
        check(world);
      }
      // A queue that is made anew from the rows knows the same.
      const { state } = world.fromRows();
      expect([...state.entries.keys()].sort()).toEqual([...world.queue.state.entries.keys()].sort());
      expect([...state.line].map(({ ticket }) => ticket.conversationId)).toEqual(world.waiting());
      for (const { agent, load } of world.queue.desks()) expect(state.desks().find((desk) => desk.agent.agentId === agent.agentId)?.load).toBe(load);
      finish(world);
      check(world);
      expect([...world.sessions.values()].filter(({ owner }) => owner.kind !== "bot")).toEqual([]);
      expect(world.queue.state.entries.size + world.queue.state.holdings.size).toBe(0);
      const gifts = world.given.map(({ conversationId, epoch }) => `${conversationId} ${epoch}`);
      expect(new Set(gifts).size).toBe(gifts.length);
    }),
    { numRuns: 80 },
  );
});

it("nobody is overtaken by somebody who came later than the largest head start after them", () => {
  const arrival = fc.record({ gapMs: fc.nat(600_000), priority: fc.nat(3), vip: fc.boolean() });
  fc.assert(
    fc.property(fc.array(arrival, { minLength: 2, maxLength: 40 }), fc.nat(2 * 3_600_000), (arrivals, mostMs) => {
      const world = new QueueWorld({ claims: { mostMs } });
      const cameAt = new Map<string, number>();
      arrivals.forEach(({ gapMs, priority, vip }, n) => {
        world.now += gapMs;
        world.comes(`c${n}`, { priority, vip });
        cameAt.set(`c${n}`, world.now);
      });
      const order = world.waiting().map((id) => cameAt.get(id) ?? 0);
      let latest = 0;
      for (const at of order) {
        expect(latest - at).toBeLessThanOrEqual(mostMs);
        latest = Math.max(latest, at);
      }
    }),
  );
});
