/** The alarm of an object, set as seldom as possible: each change of it is a write of its own in the platform's books. */

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
