import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ahead } from "../../../../durable-objects/agent-queue/backlog.ts";
import type { Crew } from "../../../../durable-objects/agent-queue/crew.ts";
import { waitsOver } from "../../../../durable-objects/agent-queue/erlang-a.ts";
import { attendanceAfter, crewAhead, outlookAt, plannedAt } from "../../../../durable-objects/agent-queue/outlook.ts";
import type { Pressure } from "../../../../durable-objects/agent-queue/pressure-forecast.ts";
import { newSeason } from "../../../../durable-objects/agent-queue/season.ts";

const MINUTE = 60_000;
const crew: Crew = { agents: 6, sideBySide: 3, inSystem: 18, handledMin: 8, waitMin: 3, mayWait: 0.05, held: 18, resting: 1, oldestMin: 0, shifts: [] };
const known = { arrivals: newSeason(), crew: newSeason(), lateness: newSeason(), attendance: 0.9 };
const pressure: Pressure = { rate: 2, quantiles: [1.6, 2, 2.4], alpha: 0, beta: 1, growth: 0, arrivalRate: 2 };

describe("where a line is going", () => {
  it("says nearly what the exact equations say, in quiet, busy and overloaded teams", () => {
    for (const [arrivals, slots] of [
      [1, 18],
      [2, 18],
      [2.6, 18],
      [8, 60],
    ] as const) {
      const exact = waitsOver({ slots, arrivalsPerMin: arrivals, handledMin: 8, leavePerMin: 0.05 }, slots, [22, 28, 35, 42, 48], 3);
      const mean = exact.reduce((sum, one) => sum + one, 0) / exact.length;
      const near = ahead({ inSystem: slots, arrivalsAt: () => arrivals, slotsAt: () => slots, handledMin: 8, leavePerMin: 0.05, waitMin: 3 }, 20, 50);
      expect(Math.abs(near.late - mean), `${arrivals} a minute, ${slots} slots: ${near.late} beside ${mean}`).toBeLessThan(0.06);
    }
  });

  it("more arrivals, fewer slots and a longer line never make it better", () => {
    const late = (arrivals: number, slots: number, inSystem: number): number =>
      ahead({ inSystem, arrivalsAt: () => arrivals, slotsAt: () => slots, handledMin: 8, leavePerMin: 0.05, waitMin: 3 }, 20, 50).late;
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.integer({ min: 3, max: 90 }),
        fc.integer({ min: 0, max: 200 }),
        (arrivals, slots, inSystem) => {
          const now = late(arrivals, slots, inSystem);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(1);
          expect(late(arrivals * 1.2, slots, inSystem)).toBeGreaterThanOrEqual(now - 0.01);
          expect(late(arrivals, slots * 1.2, inSystem)).toBeLessThanOrEqual(now + 0.01);
          expect(late(arrivals, slots, inSystem * 1.2)).toBeGreaterThanOrEqual(now - 0.01);
        },
      ),
    );
  });
});

describe("who will be there", () => {
  const shifts = [
    { from: 0, to: 600 * MINUTE, agents: 10 },
    { from: 630 * MINUTE, to: 900 * MINUTE, agents: 4 },
  ];

  it("a shift that ends within the hour is known before it does, and so is the next one", () => {
    const agents = crewAhead(590, { ...crew, agents: 9, shifts }, known);
    expect([0, 9].map(agents)).toEqual([9, 9]);
    expect([10, 39].map(agents)).toEqual([0, 0]);
    expect(agents(40)).toBeCloseTo(3.6);
    expect([600 * MINUTE - 1, 600 * MINUTE].map((at) => plannedAt(shifts, at))).toEqual([10, 0]);
  });

  it("without a plan for that time, and without a known week, those of now stay", () => {
    expect([0, 30].map(crewAhead(2_000, { ...crew, shifts }, known))).toEqual([6, 6]);
  });

  it("learns how many of the planned are really there, and nothing at night", () => {
    let attendance = 0.9;
    for (let n = 0; n < 300; n++) attendance = attendanceAfter(attendance, 7, 10);
    expect(attendance).toBeCloseTo(0.7, 1);
    expect(attendanceAfter(attendance, 0, 0)).toBe(attendance);
  });

  it("the end of a shift makes many late, who would not have been", () => {
    const at = (plan: Crew["shifts"]) => outlookAt(585, pressure, { ...crew, agents: 9, shifts: plan, leavePerMin: 0.05 }, known);
    expect(at(shifts).late[1]).toBeGreaterThan(0.5);
    expect(at([{ from: 0, to: 900 * MINUTE, agents: 10 }]).late[1]).toBeLessThan(0.1);
    expect(at(shifts)).toMatchObject({ usual: null, oldestMin: 0, resting: 0.1 });
  });
});
