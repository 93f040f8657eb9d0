/** The team's forecast: what it has learnt so far, what it says now, and what it said before beside what came. */
import type { Forecast, ForecastPast } from "../../protocol/ports.ts";
import { advance, HORIZON_MIN, newPressure, type Past, type Pressure, type PressureState, pressureAt, STEP_MIN } from "./pressure-forecast.ts";
import type { QueueRows } from "./queue-store.ts";
import { learnSlot, newSeason, type Season, SLOT_MIN, usual } from "./season.ts";
import { agentsNeeded, lateShare, type Staffing } from "./staffing.ts";
import { type AlarmState, alarmAfter, LEAD_MIN, newAlarm, RECENT_MIN, WINDOW_MIN } from "./staffing-alarm.ts";
import { MINUTE_MS, type Traffic } from "./traffic.ts";

/** Minutes of history before the forecast speaks. */
export const LEAST_MINUTES = 15;
/** Half hours of forecasts kept: nine days, so that the same day of last week can be laid beside. */
const KEPT_HALF_HOURS = 9 * 48;

const NOTHING_COUNTED = { slot: 0, agents: 0, times: 0 };
/** Agents of half an hour ahead are at most so many times those of now, and at least the reciprocal. */
const MOST_CHANGE = 5;

/** Who is there and how they work, when the forecast is asked. */
export interface Crew extends Omit<Staffing, "leavePerMin"> {}

interface Kept {
  state: PressureState;
  alarm: AlarmState;
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
    this.kept = rows.all<Kept>("facts").get("pressure") ?? {
      state: newPressure(),
      alarm: newAlarm,
      crew: newSeason(),
      lateness: newSeason(),
      counted: NOTHING_COUNTED,
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
    if (this.enoughData(now)) {
      const shares = {
        computed: lateShare(pressure, staffing, this.agentsAhead(minute, staffing.agents)),
        recent: shareOf(this.traffic.waitsBetween(minute - RECENT_MIN, minute)),
        usual: usual(this.kept.lateness, minute + LEAD_MIN, minute + LEAD_MIN + WINDOW_MIN),
      };
      this.kept = { ...this.kept, alarm: alarmAfter(this.kept.alarm, minute, shares, staffing.mayWait, (from, to) => this.traffic.waitsBetween(from, to)) };
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

  private staffing(crew: Crew, now: number): Staffing {
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

  /** Who will be there when the alarm's half hour comes: as many as now, changed as in the usual week. */
  private agentsAhead(minute: number, agents: number): number {
    const now = usual(this.kept.crew, minute - STEP_MIN, minute + STEP_MIN);
    const then = usual(this.kept.crew, minute + LEAD_MIN, minute + LEAD_MIN + WINDOW_MIN);
    if (now === null || then === null) return agents;
    return agents * Math.min(MOST_CHANGE, Math.max(1 / MOST_CHANGE, (then + 0.1) / (now + 0.1)));
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
