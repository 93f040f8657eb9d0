/**
 * When an object must act: an alarm that survives everything, and a timer that is prompt while the object is awake.
 * Setting an alarm is a durable write of its own (0.4 ms, as much as a whole message), so it is set seldom and late: it is the net, not the clock.
 */

export interface AlarmStorage {
  setAlarm(at: number): Promise<void>;
}

export class AlarmClock {
  private readonly storage: AlarmStorage;
  /** What this instance knows the alarm to be set to, epoch ms; null = not known. */
  private setTo: number | null = null;

  constructor(storage: AlarmStorage) {
    this.storage = storage;
  }

  /** Rings at `at` or earlier. Call it in the same turn as the write it belongs to, so that both become durable together. */
  ringBy(at: number): void {
    if (this.setTo !== null && this.setTo <= at) return;
    this.setTo = at;
    // Not awaited: the output gate holds the object's answer until the write and its alarm are durable.
    this.storage.setAlarm(at).catch(() => {
      this.setTo = null;
    });
  }

  /** The alarm went off; it is no longer set. */
  rang(): void {
    this.setTo = null;
  }
}

export interface Timers {
  set(ms: number, ring: () => void): unknown;
  clear(timer: unknown): void;
}
export const platformTimers: Timers = { set: (ms, ring) => setTimeout(ring, ms), clear: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>) };

/** A timer that is forgotten when the object is; the alarm behind it is not. */
export class Prompt {
  private readonly timers: Timers;
  private readonly ring: () => void;
  private at = Number.POSITIVE_INFINITY;
  private timer: unknown = null;

  constructor(ring: () => void, timers: Timers = platformTimers) {
    this.ring = ring;
    this.timers = timers;
  }

  /** Rings at `at` or earlier. */
  by(at: number, now: number): void {
    if (at >= this.at) return;
    this.cancel();
    this.at = at;
    this.timer = this.timers.set(Math.max(0, at - now), () => {
      this.at = Number.POSITIVE_INFINITY;
      this.ring();
    });
  }

  cancel(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.at = Number.POSITIVE_INFINITY;
  }
}

/** How long after something was due the alarm does what the timer should have done, ms. */
export const ALARM_NET_MS = 10_000;

/** Timer and alarm as one: prompt while the object is awake, certain in any case. */
export class Bell {
  private readonly clock: AlarmClock;
  private readonly prompt: Prompt;

  constructor(storage: AlarmStorage, ring: () => void, timers: Timers = platformTimers) {
    this.clock = new AlarmClock(storage);
    this.prompt = new Prompt(ring, timers);
  }

  dueBy(at: number, now: number): void {
    this.clock.ringBy(Math.max(at, now + ALARM_NET_MS));
    // A timer keeps the object in memory: what is far away is left to the alarm.
    if (at < now + ALARM_NET_MS) this.prompt.by(at, now);
  }

  /** The alarm went off. */
  rang(): void {
    this.clock.rang();
  }

  /** Nothing is left that could be due. */
  silence(): void {
    this.clock.rang();
    this.prompt.cancel();
  }
}
