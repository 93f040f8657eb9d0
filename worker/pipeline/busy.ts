/**
 * How much an isolate has to do. Recording goes first: when messages pour in, thinking and the read model wait in the sessions, whose
 * alarms ask again. Thinking about a message costs several times as much as recording it, on the same thread.
 */

/** Messages an isolate thinks about at the same time. */
const MOST_THINKING = 16;
/** Messages being recorded from which on the rest waits. */
const MOST_RECORDING = 8;
/** So many messages within the window are a flood: above 100 a second thinking would take the thread for itself. */
const FLOOD = 20;
const WINDOW_MS = 200;
/** A flood counts as over after so long without: else what waits would start in every ebb and make the next messages wait. */
const OVER_AFTER_MS = 2_000;

export class Busy {
  private recording = 0;
  private thinking = 0;
  /** When the last messages came, epoch ms, a ring. */
  private readonly arrivals = new Array<number>(FLOOD).fill(Number.NEGATIVE_INFINITY);
  private at = 0;
  private floodedUntil = 0;

  /** Runs the recording of one message. */
  async record<T>(now: number, work: () => Promise<T>): Promise<T> {
    this.arrivals[this.at] = now;
    this.at = (this.at + 1) % FLOOD;
    if (now - (this.arrivals[this.at] ?? 0) <= WINDOW_MS) this.floodedUntil = now + OVER_AFTER_MS;
    this.recording += 1;
    try {
      return await work();
    } finally {
      this.recording -= 1;
    }
  }

  /** Messages pour in. */
  isFlooded(now: number): boolean {
    return this.recording >= MOST_RECORDING || now < this.floodedUntil;
  }

  /** Runs a thought; null = there is no room for it now. */
  async think<T>(now: number, work: () => Promise<T>): Promise<T | null> {
    if (this.thinking >= MOST_THINKING || this.isFlooded(now)) return null;
    this.thinking += 1;
    try {
      return await work();
    } finally {
      this.thinking -= 1;
    }
  }
}
