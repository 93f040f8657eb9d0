import { expect, it } from "vitest";
import { thinkingRestMs } from "../../../../durable-objects/customer-session/alarm-work.ts";

const CHANCES = Array.from({ length: 101 }, (_, n) => n / 100);

it("asks a failing engine again later and later, and never later than sixteen seconds", () => {
  const longest = [1, 2, 3, 4, 50].map((failures) => thinkingRestMs(failures, 1));
  expect(longest).toEqual([4_000, 8_000, 16_000, 16_000, 16_000]);
});

it("spreads the sessions over the whole rest, however long the engine has failed", () => {
  for (const failures of [1, 3, 50]) {
    const rests = CHANCES.map((chance) => thinkingRestMs(failures, chance));
    expect(new Set(rests).size).toBe(CHANCES.length);
    expect(Math.min(...rests)).toBeLessThan(Math.max(...rests) / 5);
  }
});
