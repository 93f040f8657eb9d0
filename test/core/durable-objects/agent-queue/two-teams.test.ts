/** Agents of two teams, whose lines are raced and talk to one desk: calls and answers are lost, everybody dies now and then, and nobody is given more than they can hold. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AgentCapacity } from "../../../../protocol/ports.ts";
import { CAPACITY, ofBoth, Pair } from "./two-lines.ts";
import { agentOf, onChannel, World } from "./world.ts";

const accepts = (world: World): void => {
  const [id] = world.offersTo("a1");
  if (id) world.do((queue) => queue.accept("a1", id, world.now, false));
};
const resolves = (world: World): void => {
  const [id] = world.holdsOf("a1");
  if (id) world.resolves(id);
};
const isOn = (world: World, agent: AgentCapacity): void => world.do((queue) => queue.agentChanged(agent, world.now));

const steps = fc.array(
  fc.record({
    team: fc.constantFrom(0 as const, 1 as const),
    what: fc.constantFrom(
      "comes",
      "comes",
      "accepts",
      "accepts",
      "declines",
      "answer",
      "answer",
      "answer",
      "unanswered",
      "lost",
      "tells",
      "tells twice",
      "resolves",
      "passes",
      "dies",
      "book is lost",
      "goes",
      "is back",
    ),
    n: fc.nat(20),
  }),
  { minLength: 20, maxLength: 80, size: "max" },
);

function act(pair: Pair, world: World, what: string, n: number, id: string): void {
  if (what === "comes") world.comes(id);
  else if (what === "accepts") accepts(world);
  else if (what === "declines")
    world
      .offersTo("a1")
      .slice(0, 1)
      .forEach((one) => void world.do((queue) => queue.decline("a1", one, world.now)));
  else if (what === "answer") world.answer(n % Math.max(1, world.pending.length));
  else if (what === "unanswered") world.asksForSeats("a1", true);
  else if (what === "lost") world.pending.splice(0, 1);
  else if (what === "tells") pair.tells();
  else if (what === "tells twice") pair.tells(true);
  else if (what === "resolves") resolves(world);
  else if (what === "passes") world.pass(n * 1_000);
  else if (what === "dies") world.die();
  else if (what === "book is lost") pair.loseBook();
  else isOn(world, ofBoth({ state: what === "goes" ? "offline" : "online" }));
}

/** Nothing fails any more: whoever waits in either line gets their turn. */
function finish(pair: Pair): void {
  for (const world of pair.worlds) isOn(world, ofBoth());
  for (let rounds = 0; pair.worlds.some(({ queue }) => queue.state.entries.size + queue.state.holdings.size > 0); rounds++) {
    for (const world of pair.worlds) world.pass(3_600_000);
    pair.settles();
    for (const world of pair.worlds) {
      accepts(world);
      world.answerAll();
      resolves(world);
    }
    if (rounds > 200) throw new Error(`stuck: ${JSON.stringify(pair.worlds.map(({ queue }) => [...queue.state.entries.values()].map(({ at }) => at)))}`);
  }
  pair.settles();
}

describe("an agent of two teams", () => {
  for (const mode of ["offer", "auto"]) {
    it(`never has more than their capacity, and nobody waits for ever, whatever is lost (${mode})`, () => {
      fc.assert(
        fc.property(steps, (history) => {
          const pair = new Pair({ mode });
          for (const [at, { team, what, n }] of history.entries()) {
            act(pair, pair.worlds[team], what, n, `t${team}-c${at}`);
            expect(pair.given.length, JSON.stringify(pair.given)).toBeLessThanOrEqual(CAPACITY);
          }
          finish(pair);
          expect(pair.seats((seats) => seats.owed())).toEqual([]);
        }),
        { numRuns: 200 },
      );
    });
  }

  it("is given by one line what the other left free, and the other hears the moment there is room again", () => {
    const pair = Pair.known();
    const [a, b] = pair.worlds;
    for (const id of ["a-1", "a-2", "a-3"]) a.comes(id);
    b.comes("b-1");
    pair.settles();
    expect(pair.given).toEqual(["a-1", "a-2"]);
    for (let n = 0; n < CAPACITY; n++) accepts(a);
    pair.settles();
    expect(pair.given).toEqual(["a-1", "a-2"]);
    expect(b.queue.desks()).toMatchObject([{ load: CAPACITY, conversations: CAPACITY }]);
    a.do((queue) => queue.withdraw("a-3", "gone", a.now));
    a.resolves("a-1");
    pair.settles();
    expect(pair.given).toEqual(["a-2", "b-1"]);
  });

  it("is asked for once when one line may still give: two lines that ask for the same seat at once get one", () => {
    const pair = Pair.known(ofBoth({ capacity: 1 }));
    const [a, b] = pair.worlds;
    a.comes("a-1");
    b.comes("b-1");
    expect([a, b].map((world) => [...world.queue.state.entries.values()].map(({ at }) => at.state))).toEqual([["asking"], ["asking"]]);
    pair.settles();
    expect(pair.given).toEqual(["a-1"]);
    expect(b.waiting()).toEqual(["b-1"]);
  });

  it("has room by channel and by cost over both teams", () => {
    const pair = Pair.known(ofBoth({ perChannel: { telegram: 1 } }), { channelCost: { telegram: 0.5 } });
    const [a, b] = pair.worlds;
    for (const [world, id] of [
      [a, "a-1"],
      [b, "b-1"],
      [b, "b-2"],
    ] as const)
      world.comes(id, { channel: onChannel("telegram") });
    b.comes("b-3");
    pair.settles();
    expect(pair.given.sort()).toEqual(["a-1", "b-1", "b-3"]);
  });

  it("whose desk does not answer is given nothing, and a colleague of one team is, after the patience", () => {
    const world = new World({ rules: [{ rule: "round_robin" }] }, "tm_a", () => {
      throw new Error("the desk is being moved");
    });
    isOn(world, ofBoth());
    world.comes("a-1");
    expect(() => world.answerAll()).toThrow("being moved");
    isOn(world, agentOf("wei"));
    world.pass(5_000);
    expect(world.offersTo("wei")).toEqual(["a-1"]);
  });

  it("who leaves the other team is given by this one as before, once nothing is out there", () => {
    const pair = Pair.known();
    const [a, b] = pair.worlds;
    a.comes("a-1");
    pair.settles();
    accepts(a);
    pair.settles();
    isOn(b, ofBoth({ teamIds: ["tm_b"] }));
    for (const id of ["b-1", "b-2"]) b.comes(id);
    pair.settles();
    expect(pair.given).toEqual(["a-1", "b-1"]);
    a.resolves("a-1");
    pair.settles();
    expect(pair.given).toEqual(["b-1", "b-2"]);
  });

  it("is of one team: nobody is asked for anything", () => {
    const world = new World({}, "tm_a");
    isOn(world, agentOf("wei", "online", { teamIds: ["tm_a"] }));
    world.comes("a-1");
    expect(world.offersTo("wei")).toEqual(["a-1"]);
    expect(world.pending).toEqual([]);
  });
});
