import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DISPATCH_DEADLINE_MS } from "../../../../worker/resilience/guarded.ts";
import { seeded } from "../../../support/seeded.ts";
import { FAIR, World } from "./road-world.ts";

const never = (): number => 0.999;
const sure = { ...FAIR, refuse: 1 };

describe("recording under the guard", () => {
  it("answers from the session when it is well", async () => {
    const world = new World(never);
    expect(await world.time.until(world.send("c", "1"))).toBe(true);
    expect(world.stored.get("c")).toEqual(["1"]);
    expect(world.kv.size).toBe(0);
  });

  it("answers from KV soon after the deadline when the session is slow, and keeps one message", async () => {
    const world = new World(never);
    world.session = { ...FAIR, slowMs: 800 };
    const started = world.time.now;
    expect(await world.time.until(world.send("c", "1"))).toBe(true);
    expect(world.time.now - started).toBeLessThan(DISPATCH_DEADLINE_MS + 20);
    expect(world.kv.size).toBe(1);
    world.session = FAIR;
    await world.time.until(world.time.sleep(2_000));
    await world.time.until(world.replay());
    expect(world.stored.get("c")).toEqual(["1"]);
    expect(world.kv.size).toBe(0);
  });

  it("answers nothing when neither takes it, so that the platform sends again", async () => {
    const world = new World(never);
    world.session = sure;
    world.store = sure;
    expect(await world.time.until(world.send("c", "1"))).toBe(false);
  });

  it("lets no later message overtake one that is kept, though KV is down by then", async () => {
    const world = new World(never);
    world.session = sure;
    expect(await world.time.until(world.send("c", "1"))).toBe(true);
    world.session = FAIR;
    world.store = sure;
    expect(await world.time.until(world.send("c", "2"))).toBe(false);
    world.store = FAIR;
    expect(await world.time.until(world.send("c", "2"))).toBe(true);
    expect(world.stored.get("c")).toEqual(["1", "2"]);
  });

  it("remembers after a restart who has kept messages, though KV refuses at first", async () => {
    const world = new World(never);
    world.session = sure;
    await world.time.until(world.send("c", "1"));
    world.session = FAIR;
    world.restart();
    world.store = sure;
    const sent = world.send("c", "2");
    world.time.timer(300, () => {
      world.store = FAIR;
    });
    expect(await world.time.until(sent)).toBe(true);
    expect(world.stored.get("c")).toEqual(["1", "2"]);
  });

  it("goes on without KV when KV stays down: nobody waits for it for ever", async () => {
    const world = new World(never);
    world.store = sure;
    await world.time.until(world.time.sleep(1));
    expect(await world.time.until(world.send("c", "1"))).toBe(true);
    await world.time.until(world.time.sleep(10_000));
    const started = world.time.now;
    expect(await world.time.until(world.send("c", "2"))).toBe(true);
    expect(world.time.now - started).toBeLessThan(DISPATCH_DEADLINE_MS);
  });

  it("loses, doubles and swaps nothing in any weather, with restarts and repeated deliveries", async () => {
    const share = fc.constantFrom(0, 0, 0.3, 0.9);
    const weather = fc.record({ refuse: share, deafen: fc.constantFrom(0, 0.2), slowMs: fc.constantFrom(0, 30, 200) });
    const day = fc.array(fc.record({ session: weather, kv: weather, restart: fc.boolean(), messages: fc.integer({ min: 1, max: 4 }), doubled: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(day, fc.integer(), async (hours, seed) => {
        const world = new World(seeded(seed));
        const acknowledged: string[] = [];
        for (const hour of hours) {
          world.session = hour.session;
          world.store = hour.kv;
          // A KV that is down for longer than an isolate waits at its start may cost the order; one that stumbles may not.
          if (hour.restart && hour.kv.refuse < 0.5) world.restart();
          for (let n = 0; n < hour.messages; n++) await delivered(world, acknowledged, `m${acknowledged.length}`, hour.doubled);
        }
        world.session = FAIR;
        world.store = FAIR;
        await world.time.until(world.time.sleep(60_000));
        await world.time.until(world.replay());
        expect(world.stored.get("c")).toEqual(acknowledged);
      }),
      { numRuns: 300 },
    );
  });
});

/** As a platform does it: until it is acknowledged, at times twice at once. */
async function delivered(world: World, acknowledged: string[], text: string, doubled: boolean): Promise<void> {
  for (let tries = 0; ; tries++) {
    // The weather improves in the end.
    if (tries === 40) {
      world.session = FAIR;
      world.store = FAIR;
    }
    const answers = await world.time.until(Promise.all(doubled ? [world.send("c", text), world.send("c", text)] : [world.send("c", text)]));
    if (answers.some(Boolean)) break;
    await world.time.until(world.time.sleep(500));
  }
  acknowledged.push(text);
}
