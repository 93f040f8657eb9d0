/** What people are shown of the line while it moves: visitors their place, agents its length. Never more often than these, and nothing of it is kept. */

/** Visitors are told their place at most this often, ms. */
const PLACES_EVERY_MS = 1_000;
/** Agents are told the length of the line at most this often, ms: twice a second. */
const LENGTH_EVERY_MS = 500;

/** Runs `show` once, a while after the first call: what changes in between is shown together. */
export class Throttle {
  private readonly everyMs: number;
  private readonly show: () => void;
  private due: ReturnType<typeof setTimeout> | null = null;

  constructor(everyMs: number, show: () => void) {
    this.everyMs = everyMs;
    this.show = show;
  }

  soon(): void {
    this.due ??= setTimeout(() => {
      this.due = null;
      this.show();
    }, this.everyMs);
  }
}

/** `places` = to visitors; `length` = to agents, when it differs from what they were shown last. */
export class Showing {
  private readonly places: Throttle;
  private readonly length: Throttle;
  private readonly lengthNow: () => string;
  private shown = "";

  constructor(places: () => void, lengthNow: () => string, length: () => void) {
    this.lengthNow = lengthNow;
    this.places = new Throttle(PLACES_EVERY_MS, places);
    this.length = new Throttle(LENGTH_EVERY_MS, () => {
      this.shown = lengthNow();
      length();
    });
  }

  changed(waiting: number): void {
    if (waiting > 0) this.places.soon();
    if (this.lengthNow() !== this.shown) this.length.soon();
  }
}
