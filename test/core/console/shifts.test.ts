import { describe, expect, it } from "vitest";
import { endsTooEarly, keptShifts, nextShift, typedShifts, weekAgain } from "../../../console/src/people/shifts.ts";

const HOUR_MS = 3_600_000;
const at = (typed: string): number => new Date(typed).getTime();
const day = (number: number, agents = 2) => ({ from: `2026-11-${number}T09:00`, to: `2026-11-${number}T18:00`, agents });

describe("a team's roster", () => {
  it("comes back from the server as it was typed, in order, without what is over", () => {
    const kept = keptShifts([day(12), day(10), day(11)]);
    expect(typedShifts(kept, at("2026-11-10T18:00"))).toEqual([day(11), day(12)]);
    expect(kept[0]).toEqual({ from: at("2026-11-12T09:00"), to: at("2026-11-12T18:00"), agents: 2 });
  });

  it("keeps a shift over midnight and one that is going on", () => {
    const night = { from: at("2026-11-10T22:00"), to: at("2026-11-11T06:00"), agents: 1 };
    expect(typedShifts([night], night.from + HOUR_MS)).toEqual([{ from: "2026-11-10T22:00", to: "2026-11-11T06:00", agents: 1 }]);
  });

  it("offers the day after the last shift, and tomorrow to an empty roster", () => {
    expect(nextShift(day(30, 3), at("2026-11-28T12:00"))).toEqual({ from: "2026-12-01T09:00", to: "2026-12-01T18:00", agents: 3 });
    expect(nextShift(undefined, at("2026-11-28T12:00"))).toEqual({ from: "2026-11-29T09:00", to: "2026-11-29T18:00", agents: 1 });
  });

  it("says the last seven days again a week later, each shift once", () => {
    const roster = [day(10), day(11), day(16), day(17), { from: "", to: "", agents: 1 }];
    expect(weekAgain(roster)).toEqual([day(18), day(23), day(24)]);
    expect(weekAgain([])).toEqual([]);
  });

  it("refuses a shift that ends before it begins or has no time", () => {
    expect(endsTooEarly("2026-11-10T09:00", "2026-11-10T09:00")).toBe(true);
    expect(endsTooEarly("2026-11-10T09:00", "")).toBe(true);
    expect(endsTooEarly("2026-11-10T09:00", "2026-11-10T09:01")).toBe(false);
  });
});
