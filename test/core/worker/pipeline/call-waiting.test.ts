import { describe, expect, it } from "vitest";
import type { Address } from "../../../../protocol/ports.ts";
import { Busy } from "../../../../worker/pipeline/busy.ts";
import { callWaiting, roomFor } from "../../../../worker/pipeline/call-waiting.ts";
import { WaitingRoom } from "../../../../worker/pipeline/waiting-room.ts";
import type { Services } from "../../../../worker/services.ts";

const person = (n: number): Address => ({ tenant: "shop", customerId: `cus_${n}` });
const done = async (): Promise<void> => undefined;

/** An isolate whose sessions, once called, do as `attend` says. */
function isolate(attend: (address: Address, services: Services) => Promise<void>) {
  const called: string[] = [];
  const clock = { now: 100_000 };
  const services = {
    busy: new Busy(done),
    waitingRoom: new WaitingRoom(),
    now: () => clock.now,
    later: (work: Promise<unknown>) => void work,
    session: () => ({
      attend: async (address: Address) => {
        called.push(address.customerId);
        await attend(address, services);
      },
    }),
  } as unknown as Services;
  /** Everything has gone on that waits for no clock. */
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  const flood = async (): Promise<void> => {
    for (let n = 0; n < 30; n++) await services.busy.record(clock.now, done);
  };
  return { services, called, clock, rest, flood };
}

describe("sessions that found no room to think", () => {
  it("are all called, in their order, once the flood is over", async () => {
    const { services, called, clock, rest, flood } = isolate(done);
    await flood();
    for (let n = 0; n < 50; n++) expect(roomFor(services, person(n))?.thinkAgainAt).toBeGreaterThan(clock.now);
    clock.now += 2_001;
    callWaiting(services);
    await rest();
    expect(called).toEqual(Array.from({ length: 50 }, (_, n) => `cus_${n}`));
    expect(services.waitingRoom.size).toBe(0);
    expect(roomFor(services, person(1))).toBeNull();
  });

  it("are called all the same when a session fails, and the next ones with it", async () => {
    const { services, called, clock, rest, flood } = isolate(() => Promise.reject(new Error("gone")));
    await flood();
    for (let n = 0; n < 9; n++) roomFor(services, person(n));
    clock.now += 2_001;
    callWaiting(services);
    await rest();
    expect(called).toHaveLength(9);
  });

  it("come up one by one in a flood that does not end: nobody waits for ever", async () => {
    const thought: string[] = [];
    const { services, clock, rest, flood } = isolate(async ({ customerId }, isolated) => {
      expect(roomFor(isolated, person(Number(customerId.slice(4))))).toBeNull();
      const { busy, waitingRoom, now } = isolated;
      const went = await busy.think(now(), async () => customerId, waitingRoom.isCalled({ tenant: "shop", customerId }, now()));
      if (went) thought.push(went);
    });
    await flood();
    for (let n = 0; n < 5; n++) roomFor(services, person(n));
    for (let beat = 0; beat < 40; beat++) {
      clock.now += 100;
      await flood();
      callWaiting(services);
      await rest();
    }
    expect(thought).toEqual(["cus_0", "cus_1", "cus_2", "cus_3", "cus_4"]);
  });
});
