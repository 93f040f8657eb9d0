/** What a team's last day looked like, minute by minute, and the usual week: what waiting times and the forecast are computed from. */
import type { QueueRows } from "./queue-store.ts";

export const MINUTE_MS = 60_000;
/** Minutes kept one by one. */
export const KEPT_MINUTES = 24 * 60;
export interface Minute {
  arrivals: number;
  assigned: number;
  released: number;
  left: number;
  /** ms, summed over the assigned */
  waitedMs: number;
  /** of the assigned and those who left, how many waited longer than the team wants */
  late: number;
  /** ms, summed over the released */
  handledMs: number;
  /** waiting at the end of the minute */
  waiting: number;
}
/** What is believed before anybody was seen to leave: one in a hundred minutes of waiting. */
const LEAVE_BEFORE = { left: 0.5, waitedMin: 50 };
const EMPTY: Minute = { arrivals: 0, assigned: 0, released: 0, left: 0, waitedMs: 0, late: 0, handledMs: 0, waiting: 0 };

export class Traffic {
  private readonly store: QueueRows;
  private readonly minutes: Map<number, Minute>;
  private since: number;
  /** Measured once a minute. */
  private leaving = { at: -1, perMin: 0 };

  constructor(store: QueueRows, now: number) {
    this.store = store;
    const first = Math.floor(now / MINUTE_MS) - KEPT_MINUTES;
    this.minutes = new Map(store.minutes<Minute>(first).map(({ minute, doc }) => [minute, doc]));
    this.since = Math.min(Math.floor(now / MINUTE_MS), ...this.minutes.keys());
  }

  arrived(now: number, waiting: number): void {
    this.change(now, waiting, (minute) => ({ ...minute, arrivals: minute.arrivals + 1 }));
  }

  assigned(now: number, waitedMs: number, isLate: boolean, waiting: number): void {
    this.change(now, waiting, (minute) => ({
      ...minute,
      assigned: minute.assigned + 1,
      waitedMs: minute.waitedMs + waitedMs,
      late: minute.late + (isLate ? 1 : 0),
    }));
  }

  released(now: number, handledMs: number): void {
    this.change(now, null, (minute) => ({ ...minute, released: minute.released + 1, handledMs: minute.handledMs + handledMs }));
  }

  left(now: number, isLate: boolean, waiting: number): void {
    this.change(now, waiting, (minute) => ({ ...minute, left: minute.left + 1, late: minute.late + (isLate ? 1 : 0) }));
  }

  /** Forgets what is too old. */
  roll(now: number, waiting: number): void {
    const current = Math.floor(now / MINUTE_MS);
    if (this.minutes.has(current)) this.change(now, waiting, (minute) => minute);
    const before = current - KEPT_MINUTES;
    // Minutes are written in their order, so the first is the oldest.
    if ((this.minutes.keys().next().value ?? before) >= before) return;
    for (const minute of this.minutes.keys()) if (minute < before) this.minutes.delete(minute);
    this.since = Math.max(this.since, before);
    this.store.forgetMinutes(before);
  }

  /** The last `count` whole minutes, oldest first; a minute nobody wrote in is empty but keeps the queue's length. */
  last(count: number, now: number): Minute[] {
    const current = Math.floor(now / MINUTE_MS);
    const list: Minute[] = [];
    let waiting = 0;
    for (let minute = current - count; minute < current; minute++) {
      const known = this.minutes.get(minute);
      waiting = known?.waiting ?? waiting;
      list.push(known ?? { ...EMPTY, waiting });
    }
    return list;
  }

  /** The first minute known. */
  get first(): number {
    return this.since;
  }

  /** Those who wait leave at this rate, per minute of waiting: the likeliest exponential patience, over the kept day; before any left, nearly never. */
  leavePerMin(now: number): number {
    const at = Math.floor(now / MINUTE_MS);
    if (this.leaving.at !== at) this.leaving = { at, perMin: this.measureLeaving() };
    return this.leaving.perMin;
  }

  private measureLeaving(): number {
    let [left, waited] = [LEAVE_BEFORE.left, LEAVE_BEFORE.waitedMin];
    for (const minute of this.minutes.values()) {
      left += minute.left;
      waited += minute.waiting + minute.waitedMs / MINUTE_MS / 2;
    }
    return left / waited;
  }

  /** Waits that ended in these minutes, and how many of them were late. */
  waitsBetween(from: number, to: number): { waits: number; late: number } {
    let [waits, late] = [0, 0];
    for (let minute = from; minute < to; minute++) {
      const known = this.minutes.get(minute);
      waits += (known?.assigned ?? 0) + (known?.left ?? 0);
      late += known?.late ?? 0;
    }
    return { waits, late };
  }

  /** Minutes since the first thing this queue ever saw, at most a day. */
  age(now: number): number {
    return Math.floor(now / MINUTE_MS) - this.since;
  }

  private change(now: number, waiting: number | null, to: (minute: Minute) => Minute): void {
    const at = Math.floor(now / MINUTE_MS);
    const known = this.minutes.get(at) ?? { ...EMPTY, waiting: this.last(1, now)[0]?.waiting ?? 0 };
    const next = to(known);
    const minute = waiting === null ? next : { ...next, waiting };
    this.minutes.set(at, minute);
    this.store.putMinute(at, minute);
  }
}
