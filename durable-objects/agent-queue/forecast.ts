/** The team's forecast: what it has learnt so far, what it says now, and what it said before beside what came. */
import type { Forecast, ForecastPast } from "../../protocol/ports.ts";
import type { Crew } from "./crew.ts";
import { attendanceAfter, outlookAt, plannedAt, USUAL_ATTENDANCE } from "./outlook.ts";
import { advance, HORIZON_MIN, newPressure, type Past, type Pressure, type PressureState, pressureAt, STEP_MIN } from "./pressure-forecast.ts";
import type { QueueRows } from "./queue-store.ts";
import { learnSlot, newSeason, type Season, SLOT_MIN } from "./season.ts";
import { agentsNeeded } from "./staffing.ts";
import { type AlarmState, alarmAfter, knownAlarm, newAlarm } from "./staffing-alarm.ts";
import { MINUTE_MS, type Traffic } from "./traffic.ts";

/** Minutes of history before the forecast speaks. */
const LEAST_MINUTES = 15;
/** Half hours of forecasts kept: nine days, so that the same day of last week can be laid beside. */
const KEPT_HALF_HOURS = 9 * 48;

const NOTHING_COUNTED = { slot: 0, agents: 0, times: 0 };

interface Kept {
  state: PressureState;
  alarm: AlarmState;
  /** Share of the planned agents who are online, a slow mean. */
  attendance: number;
  /** Agents online in the usual week, and the half hour that is being counted: shifts that end are known before they do. */
  crew: Season;
  /** Share of late answers in the usual week. */
  lateness: Season;
  counted: { slot: number; agents: number; times: number };
}

export class Forecaster {
  private readonly rows: QueueRows;
  private readonly traffic: Traffic;
  private kept: Kept;
  private readonly past: Map<number, ForecastPast>;

  constructor(rows: QueueRows, traffic: Traffic) {
    this.rows = rows;
    this.traffic = traffic;
    const kept = rows.all<Partial<Kept>>("facts").get("pressure") ?? {};
    this.kept = {
      state: kept.state ?? newPressure(),
      alarm: knownAlarm(kept.alarm ?? newAlarm),
      attendance: kept.attendance ?? USUAL_ATTENDANCE,
      crew: kept.crew ?? newSeason(),
      lateness: kept.lateness ?? newSeason(),
      counted: kept.counted ?? NOTHING_COUNTED,
    };
    this.past = new Map([...rows.all<ForecastPast>("forecasts").values()].map((one) => [one.at, one]));
  }

  private readonly pastOf: Past = (count, minute) => this.traffic.last(count, minute * MINUTE_MS);

  get isAlerting(): boolean {
    return this.kept.alarm.isOn;
  }

  /** Learns from the minutes that are over; every few minutes there is something to learn. Call it before old minutes are forgotten. */
  learn(now: number, crew: () => Crew): void {
    const minute = Math.floor(now / MINUTE_MS);
    if (this.kept.state.next !== null && minute < this.kept.state.next) return;
    const state = advance(this.kept.state, this.pastOf, this.traffic.first, minute);
    this.kept = { ...this.kept, state };
    const pressure = this.pressure(now);
    const staffing = this.staffing(crew(), now);
    this.countCrew(minute, staffing.agents);
    const attendance = attendanceAfter(this.kept.attendance, staffing.agents, plannedAt(staffing.shifts, now));
    this.kept = { ...this.kept, attendance };
    if (this.enoughData(now)) {
      const outlook = outlookAt(minute, pressure, staffing, { ...this.kept, arrivals: state.season });
      const alarm = alarmAfter(this.kept.alarm, minute, outlook, staffing.mayWait, (from, to) => this.traffic.waitsBetween(from, to));
      this.kept = { ...this.kept, alarm };
    }
    this.rows.put("facts", "pressure", this.kept);
    this.remember(minute, pressure, staffing.agents);
  }

  say(now: number, crew: Crew): Forecast {
    const pressure = this.pressure(now);
    const enoughData = this.enoughData(now);
    const [low, middle, high] = pressure.quantiles;
    return {
      at: now,
      lambdaPerMin: Math.max(0, pressure.alpha * pressure.growth + pressure.beta * pressure.arrivalRate),
      horizonMin: HORIZON_MIN,
      predictedArrivalsPerMin: enoughData ? middle : pressure.arrivalRate,
      band: enoughData ? [low, high] : [pressure.arrivalRate, pressure.arrivalRate],
      agentsNeeded: agentsNeeded(pressure, this.staffing(crew, now)),
      agentsOnline: crew.agents,
      alert: enoughData && this.isAlerting,
      enoughData,
    };
  }

  /** Half hours that were forecast, oldest first; what came is null while the half hour is not over. */
  history(since: number): ForecastPast[] {
    return [...this.past.values()].filter(({ at }) => at >= since).sort((a, b) => a.at - b.at);
  }

  private pressure(now: number): Pressure {
    return pressureAt(this.kept.state, this.pastOf, this.traffic.first, Math.floor(now / MINUTE_MS));
  }

  private staffing(crew: Crew, now: number): Crew & { leavePerMin: number } {
    return { ...crew, leavePerMin: this.traffic.leavePerMin(now) };
  }

  private countCrew(minute: number, agents: number): void {
    const slot = Math.floor(minute / SLOT_MIN);
    const { counted } = this.kept;
    if (counted.slot === slot) this.kept = { ...this.kept, counted: { slot, agents: counted.agents + agents, times: counted.times + 1 } };
    else {
      const crew = counted.times === 0 ? this.kept.crew : learnSlot(this.kept.crew, counted.slot * SLOT_MIN, counted.agents / counted.times);
      const late = shareOf(this.traffic.waitsBetween(counted.slot * SLOT_MIN, (counted.slot + 1) * SLOT_MIN));
      const lateness = counted.times === 0 ? this.kept.lateness : learnSlot(this.kept.lateness, counted.slot * SLOT_MIN, late);
      this.kept = { ...this.kept, crew, lateness, counted: { slot, agents, times: 1 } };
    }
  }

  private enoughData(now: number): boolean {
    return this.traffic.age(now) >= LEAST_MINUTES;
  }

  /** One row a half hour: the forecast made at its beginning, and later what came. */
  private remember(minute: number, pressure: Pressure, agentsOnline: number): void {
    const begin = Math.floor(minute / HORIZON_MIN) * HORIZON_MIN;
    for (const one of this.past.values()) {
      const end = one.at / MINUTE_MS + HORIZON_MIN;
      if (one.arrivals !== null || end > minute) continue;
      const came = this.pastOf(minute - one.at / MINUTE_MS, minute).slice(0, HORIZON_MIN);
      this.keep({ ...one, arrivals: came.reduce((sum, { arrivals }) => sum + arrivals, 0) });
    }
    if (minute - begin >= STEP_MIN || this.past.has(begin * MINUTE_MS)) return;
    const [low, middle, high] = pressure.quantiles.map((rate) => rate * HORIZON_MIN) as [number, number, number];
    this.keep({ at: begin * MINUTE_MS, predicted: middle, band: [low, high], arrivals: null, agentsOnline });
    const oldest = (begin - KEPT_HALF_HOURS * HORIZON_MIN) * MINUTE_MS;
    for (const at of this.past.keys()) {
      if (at >= oldest) continue;
      this.past.delete(at);
      this.rows.delete("forecasts", String(at));
    }
  }

  private keep(one: ForecastPast): void {
    this.past.set(one.at, one);
    this.rows.put("forecasts", String(one.at), one);
  }
}

const shareOf = ({ waits, late }: { waits: number; late: number }): number => (waits === 0 ? 0 : late / waits);
