import { expect, it } from "vitest";
import { AlarmClock, Prompt } from "../../../durable-objects/alarms.ts";
import { frameText, Pace } from "../../../durable-objects/sockets.ts";

it("an alarm is set only when it must ring earlier than it would", () => {
  const set: number[] = [];
  const clock = new AlarmClock({ setAlarm: async (at) => void set.push(at) });
  clock.ringBy(500);
  clock.ringBy(700);
  clock.ringBy(300);
  expect(set).toEqual([500, 300]);
  clock.rang();
  clock.ringBy(900);
  expect(set).toEqual([500, 300, 900]);
});

it("an alarm that could not be set is set with the next wish", async () => {
  const set: number[] = [];
  const clock = new AlarmClock({
    setAlarm: (at) => {
      set.push(at);
      return set.length === 1 ? Promise.reject(new Error("no")) : Promise.resolve();
    },
  });
  clock.ringBy(500);
  await Promise.resolve();
  await Promise.resolve();
  clock.ringBy(700);
  expect(set).toEqual([500, 700]);
});

it("a prompt rings once, at the earliest time it was asked for", () => {
  const timers: { ms: number; ring: () => void; cleared: boolean }[] = [];
  let rung = 0;
  const prompt = new Prompt(() => rung++, {
    set: (ms, ring) => timers[timers.push({ ms, ring, cleared: false }) - 1],
    clear: (timer) => {
      (timer as { cleared: boolean }).cleared = true;
    },
  });
  prompt.by(2_000, 1_000);
  prompt.by(3_000, 1_000);
  prompt.by(500, 1_000);
  expect(timers.map(({ ms, cleared }) => [ms, cleared])).toEqual([
    [1_000, true],
    [0, false],
  ]);
  timers[1]?.ring();
  prompt.by(3_000, 1_000);
  expect(rung).toBe(1);
  expect(timers).toHaveLength(3);
});

it("a frame's size counts in bytes, and binary frames are not spoken", () => {
  expect(frameText("a".repeat(9), 9)).toEqual({ ok: true, text: "a".repeat(9) });
  expect(frameText("退".repeat(3), 9)).toMatchObject({ ok: true });
  expect(frameText("退".repeat(4), 9)).toMatchObject({ ok: false });
  expect(frameText(new ArrayBuffer(1), 9)).toMatchObject({ ok: false });
});

it("a pace allows so many in any span and lets go of what is past", () => {
  const pace = new Pace(2, 1_000);
  expect([0, 10, 20, 1_005, 1_006].map((at) => pace.allows(at))).toEqual([true, true, false, true, false]);
});
