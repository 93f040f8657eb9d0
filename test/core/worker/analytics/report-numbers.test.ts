import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, dayOf, firstDayOf, monthOf, planOf, startOfDay } from "../../../../worker/analytics/report-days.ts";
import { addPacked, addTime, packed, percentile, SPREAD_ERROR, type Spread } from "../../../../worker/analytics/spread.ts";

const times = fc.array(fc.integer({ min: 1_000, max: 90 * DAY_MS }), { minLength: 1, maxLength: 200 });
const spreadOf = (all: readonly number[]): Spread => {
  const spread: Spread = new Map();
  for (const ms of all) addTime(spread, ms);
  return spread;
};

describe("percentiles that add up", () => {
  it("are within the stated share of the true one", () => {
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.9, 0.95, 1), (all, share) => {
        const exact = [...all].sort((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? Number.NaN;
        expect(Math.abs((percentile(spreadOf(all), share) ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * SPREAD_ERROR + 1);
      }),
    );
  });

  it("are the same whether counted at once or in parts, stored in between", () => {
    fc.assert(
      fc.property(times, times, (some, others) => {
        const added: Spread = new Map();
        for (const part of [some, others]) addPacked(added, JSON.parse(JSON.stringify(packed(spreadOf(part)))) as number[]);
        expect(packed(added)).toEqual(packed(spreadOf([...some, ...others])));
      }),
    );
  });

  it("say nothing of nothing", () => {
    expect(percentile(new Map(), 0.5)).toBeNull();
    expect(percentile(spreadOf([0, 3]), 0.5)).toBe(1_000);
  });
});

describe("the plan of a report", () => {
  it("covers every moment of the period once, with sums only where they are right", () => {
    const from = fc.integer({ min: 19_000 * DAY_MS, max: 19_400 * DAY_MS });
    const known = fc.record({
      utcOffsetMin: fc.constantFrom(-840, -300, 0, 345, 480),
      builtOf: fc.integer({ min: 1, max: 9 }),
      monthsOf: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(from, fc.integer({ min: 0, max: 150 * DAY_MS }), known, (start, length, { utcOffsetMin, builtOf, monthsOf }) => {
        const [isBuilt, isMonthBuilt] = [(day: number) => day % builtOf !== 1, (month: number) => month % monthsOf === 0];
        const plan = planOf({ from: start, to: start + length }, { utcOffsetMin, isBuilt, isMonthBuilt });
        expect(plan.days.every(isBuilt) && plan.months.every(isMonthBuilt)).toBe(true);
        const spans = [
          ...plan.gaps,
          ...plan.days.map((day) => ({ from: startOfDay(day, utcOffsetMin), to: startOfDay(day + 1, utcOffsetMin) })),
          ...plan.months.map((month) => ({ from: startOfDay(firstDayOf(month), utcOffsetMin), to: startOfDay(firstDayOf(month + 1), utcOffsetMin) })),
        ].sort((a, b) => a.from - b.from);
        let at = start;
        for (const span of spans) {
          expect(span.from).toBe(at);
          at = span.to;
        }
        expect(at).toBe(start + length);
      }),
    );
  });

  it("knows its calendar", () => {
    expect(firstDayOf(monthOf(dayOf(Date.UTC(2024, 1, 29), 0)))).toBe(Date.UTC(2024, 1, 1) / DAY_MS);
    expect(dayOf(Date.UTC(2026, 10, 27, 16), 480)).toBe(Date.UTC(2026, 10, 28) / DAY_MS);
  });
});
