import fc from "fast-check";
import { expect, it } from "vitest";
import { afterBusinessMs, businessHoursSchema, businessMsBetween, openingAt } from "../../../../durable-objects/agent-queue/business-hours.ts";
import { judge, targetOf } from "../../../../durable-objects/agent-queue/service-level.ts";

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);
const nineToSix = [["09:00", "18:00"]];
const shanghai = businessHoursSchema.parse({
  zone: "Asia/Shanghai",
  week: { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix, fri: nineToSix },
  holidays: [
    { date: "2026-10-01", name: "国庆节" },
    { date: "2026-10-10", name: "调休", spans: nineToSix },
  ],
});
const berlin = businessHoursSchema.parse({ zone: "Europe/Berlin", week: { sun: [["00:00", "24:00"]], mon: [["00:00", "06:00"]] } });

it("a team is open in its own time zone, and says when that changes", () => {
  expect(openingAt(shanghai, at("2026-11-25T00:59:59Z"))).toEqual({ open: false, changesAt: at("2026-11-25T01:00:00Z") });
  expect(openingAt(shanghai, at("2026-11-25T01:00:00Z"))).toEqual({ open: true, changesAt: at("2026-11-25T10:00:00Z") });
  expect(openingAt(shanghai, at("2026-11-27T10:00:00Z"))).toEqual({ open: false, changesAt: at("2026-11-30T01:00:00Z") });
  expect(openingAt(null, 0)).toEqual({ open: true, changesAt: null });
});

it("holidays close a working day, and a working Saturday opens one", () => {
  expect(openingAt(shanghai, at("2026-10-01T03:00:00Z"))).toEqual({ open: false, changesAt: at("2026-10-02T01:00:00Z") });
  expect(openingAt(shanghai, at("2026-10-10T03:00:00Z"))).toMatchObject({ open: true });
});

it("hours over midnight are one opening, and a day that is 25 hours long has 25", () => {
  expect(openingAt(berlin, at("2026-06-14T10:00:00Z"))).toEqual({ open: true, changesAt: at("2026-06-15T04:00:00Z") });
  // The clocks go back on 25 October 2026 and forward on 29 March 2026.
  expect(businessMsBetween(berlin, at("2026-10-24T22:00:00Z"), at("2026-10-25T23:00:00Z"))).toBe(25 * HOUR);
  expect(businessMsBetween(berlin, at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"))).toBe(23 * HOUR);
});

it("a target of eight business hours that begins on Friday afternoon is due on Monday", () => {
  expect(afterBusinessMs(shanghai, at("2026-11-27T08:00:00Z"), 8 * HOUR)).toBe(at("2026-11-30T07:00:00Z"));
  expect(afterBusinessMs(null, 5, 7)).toBe(12);
});

it("business time up to a due time is the target, whenever it begins", () => {
  const moment = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(shanghai, berlin), moment, fc.integer({ min: 1, max: 100 * HOUR }), (hours, from, ms) => {
      const due = afterBusinessMs(hours, from, ms);
      expect(businessMsBetween(hours, from, due)).toBe(ms);
      expect(openingAt(hours, due - 1).open).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it("a team without any hours is never open, and nothing ever falls due", () => {
  const never = businessHoursSchema.parse({ zone: "UTC", week: {} });
  expect(openingAt(never, 0)).toEqual({ open: false, changesAt: null });
  expect(afterBusinessMs(never, 0, 1)).toBe(Number.POSITIVE_INFINITY);
});

it("wrong zones, times and spans are refused", () => {
  for (const wrong of [
    { zone: "Mars/Olympus", week: {} },
    { zone: "UTC", week: { mon: [["9:00", "18:00"]] } },
    { zone: "UTC", week: { mon: [["18:00", "09:00"]] } },
    { zone: "UTC", week: { noday: [] } },
  ])
    expect(businessHoursSchema.safeParse(wrong).success).toBe(false);
});

const RULES = [
  { channel: "email", firstMs: 4 * HOUR },
  { priority: 2, firstMs: 30_000 },
  { firstMs: 60_000, nextMs: 100_000, resolveMs: 24 * HOUR },
];

it("the first target rule that fits decides, and what it leaves open comes from the next", () => {
  expect(targetOf(RULES, "first", "email", 3)).toBe(4 * HOUR);
  expect(targetOf(RULES, "first", "web", 2)).toBe(30_000);
  expect(targetOf(RULES, "next", "web", 2)).toBe(100_000);
  expect(targetOf([], "first", "web", 0)).toBeNull();
});

it("a conversation is at risk before it is breached, and only what is owed counts", () => {
  const subject = { conversationId: "a", channel: "web", priority: 0, openedAt: 0, waitingSince: 0, firstReplyAt: null };
  expect(judge(RULES, null, subject, 44_000)).toBeNull();
  expect(judge(RULES, null, subject, 45_000)).toEqual({ conversationId: "a", owed: "first", dueAt: 60_000, state: "risk" });
  expect(judge(RULES, null, subject, 60_000)).toMatchObject({ state: "breached" });
  expect(judge(RULES, null, { ...subject, firstReplyAt: 10, waitingSince: null }, 10 * HOUR)).toBeNull();
  expect(judge(RULES, null, { ...subject, firstReplyAt: 10, waitingSince: null }, 25 * HOUR)).toMatchObject({ owed: "resolve", state: "breached" });
  expect(judge(RULES, null, { ...subject, firstReplyAt: 10, waitingSince: 50 }, 100_050)).toMatchObject({ owed: "next" });
});
