import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Crew } from "../../../../durable-objects/agent-queue/crew.ts";
import { inSystemAt, type Team, waitsOver } from "../../../../durable-objects/agent-queue/erlang-a.ts";
import { Forecaster } from "../../../../durable-objects/agent-queue/forecast.ts";
import { learn, newFit, predict } from "../../../../durable-objects/agent-queue/least-squares.ts";
import { advance, growthOf, newPressure, type Past, pressureAt } from "../../../../durable-objects/agent-queue/pressure-forecast.ts";
import { forgetfulRows, QueueStore } from "../../../../durable-objects/agent-queue/queue-store.ts";
import { learnSlot, newSeason, SLOT_MIN, usual, WEEK_MIN } from "../../../../durable-objects/agent-queue/season.ts";
import { agentsNeeded, lateShare, type Staffing } from "../../../../durable-objects/agent-queue/staffing.ts";
import { type AlarmState, alarmAfter, knownAlarm, newAlarm, type Outlook } from "../../../../durable-objects/agent-queue/staffing-alarm.ts";
import { Traffic } from "../../../../durable-objects/agent-queue/traffic.ts";
import { learnWait, newRange, rangeOf } from "../../../../durable-objects/agent-queue/waiting-time.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";

const CREW: Crew = { agents: 1, sideBySide: 1, inSystem: 0, handledMin: 5, waitMin: 3, mayWait: 0.05, held: 0, resting: 0, oldestMin: 0, shifts: [] };

describe("least squares with forgetting", () => {
  it("finds the weights that made the values, and follows them when they change", () => {
    let fit = newFit([0, 0], 10);
    const feed = (a: number, b: number): void => {
      for (let n = 0; n < 200; n++) fit = learn(fit, [n % 7, (n * 3) % 5], a * (n % 7) + b * ((n * 3) % 5), 0.95, 10);
    };
    feed(2, -1);
    expect(predict(fit, [1, 1])).toBeCloseTo(1, 3);
    feed(0.5, 3);
    expect(fit.weights[0]).toBeCloseTo(0.5, 3);
    expect(fit.weights[1]).toBeCloseTo(3, 3);
  });
});

describe("Erlang A on its way", () => {
  const team: Team = { slots: 10, arrivalsPerMin: 1.5, handledMin: 6, leavePerMin: 1e-6 };

  it("comes to Erlang C's chance of waiting in the long run (10 servers, 9 erlangs: 0.669)", () => {
    const [chances] = inSystemAt(team, 9, [600]);
    expect(chances?.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 4);
    expect(chances?.slice(10).reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(0.669, 2);
  });

  it("more slots, fewer arrivals and less patience never make more people wait too long", () => {
    const any = fc.record({ slots: fc.integer({ min: 1, max: 30 }), arrivalsPerMin: fc.double({ min: 0.1, max: 5, noNaN: true }), inSystem: fc.nat(40) });
    fc.assert(
      fc.property(any, ({ slots, arrivalsPerMin, inSystem }) => {
        const late = (change: Partial<Team>): number =>
          waitsOver({ slots, arrivalsPerMin, handledMin: 5, leavePerMin: 0.05, ...change }, inSystem, [20], 3)[0] ?? 0;
        expect(late({ slots: slots + 1 })).toBeLessThanOrEqual(late({}) + 1e-3);
        expect(late({ arrivalsPerMin: arrivalsPerMin * 1.2 })).toBeGreaterThanOrEqual(late({}) - 1e-3);
      }),
      { numRuns: 30 },
    );
  });

  it("nobody is served without agents", () => {
    expect(waitsOver({ ...team, slots: 0 }, 0, [20, 35], 3)).toEqual([1, 1]);
  });
});

describe("pressure", () => {
  const steady: Past = (count) => Array.from({ length: count }, () => ({ arrivals: 2, waiting: 5 }));

  it("a steady stream is forecast as it is, and the line's growth is measured as a slope", () => {
    const state = advance(newPressure(), steady, 0, 600);
    expect(pressureAt(state, steady, 0, 600).rate).toBeCloseTo(2, 1);
    expect(
      growthOf([
        { arrivals: 0, waiting: 1 },
        { arrivals: 0, waiting: 3 },
        { arrivals: 0, waiting: 5 },
      ]),
    ).toBe(2);
  });

  it("arrivals set the pressure and handling does not: slower agents only show as a line that grows", () => {
    const growing: Past = (count, minute) => Array.from({ length: count }, (_, at) => ({ arrivals: 2, waiting: minute - count + at }));
    const [calm, rush] = [pressureAt(newPressure(), steady, 0, 60), pressureAt(newPressure(), growing, 0, 60)];
    expect(rush.arrivalRate).toBe(calm.arrivalRate);
    expect(rush.alpha * rush.growth + rush.beta * rush.arrivalRate).toBeGreaterThan(calm.alpha * calm.growth + calm.beta * calm.arrivalRate);
  });

  it("a known week is carried: before the usual rush the forecast rises, before anything has come", () => {
    const rushAt = 10 * 60;
    const day: Past = (count, minute) =>
      Array.from({ length: count }, (_, at) => {
        const inDay = (minute - count + at) % 1_440;
        return { arrivals: inDay >= rushAt && inDay < rushAt + 120 ? 10 : 1, waiting: 0 };
      });
    const state = advance(newPressure(), day, 0, WEEK_MIN * 2 + rushAt - 30);
    expect(pressureAt(state, day, 0, WEEK_MIN * 2 + rushAt - 15).rate).toBeGreaterThan(3);
    expect(pressureAt(state, day, 0, WEEK_MIN * 2 + rushAt - 240).rate).toBeLessThan(2);
  });

  it("a slot of the week nobody has seen is not made up", () => {
    const season = learnSlot(newSeason(), 0, 3);
    expect(usual(season, 0, SLOT_MIN)).toBeNull();
    expect(usual(learnSlot(season, SLOT_MIN, 3), SLOT_MIN, SLOT_MIN)).toBeCloseTo(3, 5);
  });
});

describe("staffing", () => {
  const pressure = { rate: 2, quantiles: [1.7, 2, 2.4] as [number, number, number], alpha: 0.05, beta: 1, growth: 0, arrivalRate: 2 };
  const staffing: Staffing = { agents: 2, sideBySide: 3, inSystem: 10, handledMin: 6, leavePerMin: 0.03, waitMin: 3, mayWait: 0.05 };

  it("says the fewest agents with whom nobody waits too long: with one fewer too many would", () => {
    const needed = agentsNeeded(pressure, staffing);
    expect(lateShare(pressure, staffing, needed)).toBeLessThanOrEqual(staffing.mayWait);
    expect(lateShare(pressure, staffing, needed - 1)).toBeGreaterThan(staffing.mayWait);
    expect(agentsNeeded({ ...pressure, rate: 0, quantiles: [0, 0, 0] }, { ...staffing, inSystem: 0 })).toBe(0);
  });

  it("the alarm begins, stays while it is near, ends, and learns that its team is always fine", () => {
    const outlook = (late: number): Outlook => ({ late: [late / 2, late, late * 2], waitingPerSlot: late, usual: null, oldestMin: 0, held: 0.8, resting: 0 });
    const none = (): { waits: number; late: number } => ({ waits: 0, late: 0 });
    const on = alarmAfter(newAlarm, 0, outlook(0.4), 0.05, none);
    expect(on.isOn).toBe(true);
    expect(alarmAfter(on, 5, outlook(0.14), 0.05, none).isOn).toBe(true);
    expect(alarmAfter(newAlarm, 5, outlook(0.14), 0.05, none).isOn).toBe(false);
    expect(alarmAfter(on, 5, outlook(0), 0.05, none).isOn).toBe(false);
    let state = newAlarm;
    for (let n = 0; n < 1_000; n++) state = alarmAfter(state, n * 5, outlook(0.3), 0.05, () => ({ waits: 50, late: 0 }));
    expect(state.isOn).toBe(false);
  });

  it("what an earlier version had learnt with other inputs is not believed, and its alarm goes on", () => {
    expect(knownAlarm({ isOn: true, weights: [0, 1, 1, 1], said: [{ minute: 1, inputs: [1] }] } as unknown as AlarmState)).toEqual({ ...newAlarm, isOn: true });
    expect(knownAlarm({ ...newAlarm, constant: -2 }).constant).toBe(-2);
  });

  it("forecasts are kept with what came, and survive the object", () => {
    const { sql } = sqliteStorage();
    const start = Date.UTC(2026, 10, 23);
    const crew = (): Crew => ({ ...CREW, agents: 8, sideBySide: 2 });
    const traffic = new Traffic(new QueueStore(sql), start);
    const forecaster = new Forecaster(new QueueStore(sql), traffic);
    for (let minute = 0; minute < 120; minute++) {
      const now = start + minute * 60_000;
      traffic.arrived(now, 0);
      forecaster.learn(now, crew);
    }
    const again = new Forecaster(new QueueStore(sql), traffic);
    expect(again.history(0).map(({ arrivals }) => arrivals)).toEqual([30, 30, 30, null]);
    const said = again.say(start + 120 * 60_000, crew());
    expect(said).toMatchObject({ horizonMin: 30, enoughData: true, alert: false, agentsOnline: 8 });
    expect(said.band[0]).toBeLessThanOrEqual(said.predictedArrivalsPerMin);
    expect(said.band[1]).toBeGreaterThanOrEqual(said.predictedArrivalsPerMin);
  });

  it("says that it knows too little while it does", () => {
    const traffic = new Traffic(forgetfulRows, 0);
    expect(new Forecaster(forgetfulRows, traffic).say(0, CREW)).toMatchObject({ enoughData: false, alert: false });
  });
});

describe("the waiting time that is shown", () => {
  const place = { position: 3, slots: 6, handledMin: 6, leavePerMin: 0.05 };

  it("grows with the place and shrinks with more slots; without anybody who takes new ones there is none", () => {
    const at = (change: Partial<typeof place>): number => rangeOf(newRange, { ...place, ...change })?.high ?? Number.NaN;
    expect(at({ position: 4 })).toBeGreaterThan(at({}));
    expect(at({ slots: 12 })).toBeLessThan(at({}));
    expect(rangeOf(newRange, { ...place, slots: 0 })).toBeNull();
  });

  it("comes to hold four of five waits, whatever the model gets wrong", () => {
    let [state, held, seed] = [newRange, 0, 1];
    for (let n = 0; n < 4_000; n++) {
      const shown = rangeOf(state, place) ?? { low: 0, high: 0 };
      seed = (seed * 16_807) % 2_147_483_647;
      // Twice as long as the model believes, and wider.
      const waited = 360 * (-Math.log(seed / 2_147_483_647)) ** 1.3;
      if (n >= 1_000 && waited >= shown.low && waited <= shown.high) held += 1;
      state = learnWait(state, shown, waited, true);
    }
    expect(held / 3_000).toBeGreaterThan(0.77);
    expect(held / 3_000).toBeLessThan(0.83);
  });

  it("whoever leaves within their range teaches nothing, whoever leaves after it does", () => {
    expect(learnWait(newRange, { low: 10, high: 60 }, 30, false)).toBe(newRange);
    expect(learnWait(newRange, { low: 10, high: 60 }, 90, false).high).toBeGreaterThan(0);
  });
});
