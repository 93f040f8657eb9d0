import { describe, expect, it } from "vitest";
import { WaitingRoom } from "../../../../worker/pipeline/waiting-room.ts";

const person = (n: number) => ({ tenant: "shop", customerId: `cus_${n}` });
const cutOff = (): Promise<never> => new Promise(() => undefined);

describe("sessions that wait for room to think", () => {
  it("are called in the order in which they came, each once, wherever they asked again", async () => {
    const room = new WaitingRoom();
    for (const n of [1, 2, 1, 3, 2]) room.enter(person(n), 0);
    const called: string[] = [];
    while (room.mayCall(0)) await room.call(0, async ({ customerId }) => void called.push(customerId));
    expect(called).toEqual(["cus_1", "cus_2", "cus_3"]);
    expect(room.size).toBe(0);
  });

  it("ask again by themselves the more rarely the more of them wait: never more than five a second", () => {
    const room = new WaitingRoom();
    const times = Array.from({ length: 3_000 }, (_, n) => room.enter(person(n), 0));
    expect(times[0]).toBeGreaterThanOrEqual(20_000);
    expect(times[0]).toBeLessThan(25_000);
    const inSecond = Map.groupBy(times, (at) => Math.floor(at / 1_000));
    expect(Math.max(...[...inSecond.values()].map((all) => all.length))).toBeLessThanOrEqual(5);
    // Whoever asks again waits behind all others: 3000 sessions wake up five times a second, not all of them every twenty.
    expect(room.enter(person(0), 20_000)).toBeGreaterThan(20_000 + 3_000 * 200);
  });

  it("find a full room and are told when to ask again all the same", () => {
    const room = new WaitingRoom();
    for (let n = 0; n < 10_500; n++) room.enter(person(n), 0);
    expect(room.size).toBe(10_000);
    expect(room.enter(person(20_000), 0)).toBeGreaterThan(0);
    expect(room.size).toBe(10_000);
  });

  it("are called a few at a time; one that was cut off or failed makes way", async () => {
    const room = new WaitingRoom();
    for (let n = 0; n < 10; n++) room.enter(person(n), 0);
    for (let n = 0; n < 4; n++) void room.call(0, cutOff);
    expect(room.mayCall(0)).toBe(false);
    expect(room.isCalled(person(0), 1_000)).toBe(true);
    expect(room.isCalled(person(9), 1_000)).toBe(false);
    expect(room.mayCall(30_000)).toBe(true);
    expect(room.isCalled(person(0), 30_000)).toBe(false);
    await expect(room.call(30_000, () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
    expect(room.mayCall(30_000)).toBe(true);
  });

  it("are looked after by one at a time, and by the next when that one was cut off", () => {
    const room = new WaitingRoom();
    expect(room.mayLook(0, 2_000)).toBe(true);
    expect(room.mayLook(1_999, 2_000)).toBe(false);
    expect(room.mayLook(2_000, 2_000)).toBe(true);
  });
});
