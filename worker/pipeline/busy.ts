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
/** What waits is given times so far apart: about what a thought takes. */
const THOUGHT_EVERY_MS = 40;
/** Longer than any recording or thought takes, by their own deadlines. */
const RECORDING_COUNTS_MS = 5_000;
const THINKING_COUNTS_MS = 10_000;
/** Longer than any computation without a pause. */
const COMPUTING_COUNTS_MS = 1_000;

/** What is under way. The platform may cut a request off, and its work then never says that it ended: it stops counting by itself. */
class UnderWay {
  private readonly patienceMs: number;
  /** Since when, epoch ms, by ticket; the oldest first. */
  private readonly since = new Map<symbol, number>();

  constructor(patienceMs: number) {
    this.patienceMs = patienceMs;
  }

  count(now: number): number {
    for (const [ticket, since] of this.since) {
      if (now - since < this.patienceMs) break;
      this.since.delete(ticket);
    }
    return this.since.size;
  }

  async run<T>(now: number, work: () => Promise<T>): Promise<T> {
    const ticket = Symbol();
    this.since.set(ticket, now);
    try {
      return await work();
    } finally {
      this.since.delete(ticket);
    }
  }
}

const nextLook = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export class Busy {
  private readonly recording = new UnderWay(RECORDING_COUNTS_MS);
  private readonly thinking = new UnderWay(THINKING_COUNTS_MS);
  /** When the last messages came, epoch ms, a ring. */
  private readonly arrivals = new Array<number>(FLOOD).fill(Number.NEGATIVE_INFINITY);
  private at = 0;
  private floodedUntil = 0;
  /** The last time that was given away, epoch ms. */
  private appointed = 0;
  private computingSince: number | null = null;
  /** Computations that have ended. */
  private computed = 0;
  private readonly pause: () => Promise<void>;

  /** `pause` ends when the engine has looked at the network. */
  constructor(pause: () => Promise<void> = nextLook) {
    this.pause = pause;
  }

  /** Runs the recording of one message. */
  async record<T>(now: number, work: () => Promise<T>): Promise<T> {
    this.arrivals[this.at] = now;
    this.at = (this.at + 1) % FLOOD;
    if (now - (this.arrivals[this.at] ?? 0) <= WINDOW_MS) this.floodedUntil = now + OVER_AFTER_MS;
    return this.recording.run(now, work);
  }

  /** For work of many short computations that nobody waits for: one look at the network between two of them. */
  breathe(): Promise<void> {
    return this.pause();
  }

  /** Messages pour in. */
  isFlooded(now: number): boolean {
    return now < this.floodedUntil || this.recording.count(now) >= MOST_RECORDING;
  }

  /** One more thought may begin. */
  hasRoom(now: number): boolean {
    return this.thinking.count(now) < MOST_THINKING && !this.isFlooded(now);
  }

  /** Runs a thought; null = there is no room for it now. */
  async think<T>(now: number, work: () => Promise<T>): Promise<T | null> {
    return this.hasRoom(now) ? this.thinking.run(now, work) : null;
  }

  /** When to ask again for a thought that there was no room for, epoch ms: behind everybody who was told so before. */
  appointment(now: number): number {
    this.appointed = Math.max(this.appointed, this.isFlooded(now) ? now + OVER_AFTER_MS : now) + THOUGHT_EVERY_MS;
    return this.appointed;
  }

  /**
   * Runs what computes for milliseconds, one such work between two looks at the network. The event loop below looks at its sockets and
   * timers only when nothing else is left to do: thoughts that always have a next step keep every request out, for seconds (seen with
   * a thousand messages to think about). Who wants to compute waits for the look, never who has computed: a request that ends first
   * takes its timers with it, and everybody behind it would wait for one that never rings.
   */
  async compute<T>(now: () => number, work: () => Promise<T>): Promise<T> {
    let before: number;
    do {
      before = this.computed;
      await this.pause();
    } while (this.computed !== before || (this.computingSince !== null && now() - this.computingSince < COMPUTING_COUNTS_MS));
    const since = now();
    this.computingSince = since;
    try {
      return await work();
    } finally {
      this.computed += 1;
      if (this.computingSince === since) this.computingSince = null;
    }
  }
}
