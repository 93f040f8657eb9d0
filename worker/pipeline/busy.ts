/**
 * How much an isolate has to do. Recording goes first: when messages pour in, thinking and the read model wait in the sessions, which are
 * called when there is room (waiting-room.ts). Thinking about a message costs several times as much as recording it, on the same thread.
 */
import { UnderWay } from "./under-way.ts";

/** Messages an isolate thinks about at the same time. */
const MOST_THINKING = 16;
/** Messages being recorded from which on the rest waits. */
const MOST_RECORDING = 8;
/** So many messages within the window are a flood: above 100 a second thinking would take the thread for itself. */
const FLOOD = 20;
const WINDOW_MS = 200;
/** A flood counts as over after so long without: else what waits would start in every ebb and make the next messages wait. */
export const OVER_AFTER_MS = 2_000;
/** In a flood one thought is thought in so long all the same: one that does not end keeps nobody waiting for ever, and agents have customers. */
const IN_FLOOD_EVERY_MS = 500;
/** Longer than any recording or thought takes, by their own deadlines. */
const RECORDING_COUNTS_MS = 5_000;
const THINKING_COUNTS_MS = 10_000;
/** Longer than any computation without a pause. */
const COMPUTING_COUNTS_MS = 1_000;

const nextLook = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

export class Busy {
  private readonly recording = new UnderWay(RECORDING_COUNTS_MS);
  private readonly thinking = new UnderWay(THINKING_COUNTS_MS);
  /** When the last messages came, epoch ms, a ring. */
  private readonly arrivals = new Array<number>(FLOOD).fill(Number.NEGATIVE_INFINITY);
  private at = 0;
  private floodedUntil = 0;
  /** When the last thought in a flood began, epoch ms. */
  private thoughtInFloodAt = Number.NEGATIVE_INFINITY;
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

  /** In a flood: it is time for the one thought that is thought all the same. */
  mayThinkInFlood(now: number): boolean {
    return now - this.thoughtInFloodAt >= IN_FLOOD_EVERY_MS && this.thinking.count(now) === 0;
  }

  /** Runs a thought; null = there is no room for it now. `called` = it has waited and its turn has come. */
  async think<T>(now: number, work: () => Promise<T>, called = false): Promise<T | null> {
    if (this.hasRoom(now)) return this.thinking.run(now, work);
    if (!(called && this.mayThinkInFlood(now))) return null;
    this.thoughtInFloodAt = now;
    return this.thinking.run(now, work);
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
