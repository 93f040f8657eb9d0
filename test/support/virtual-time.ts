/** A clock that moves only when everything else stands still: timers in their order, at once, whatever they say. */
import type { Timer } from "../../worker/resilience/deadline.ts";

interface Due {
  at: number;
  order: number;
  ring: () => void;
}

export class VirtualTime {
  now = 1_000_000;
  private waiting: Due[] = [];
  private count = 0;

  readonly timer: Timer = (ms, ring) => {
    const due: Due = { at: this.now + Math.max(0, ms), order: this.count++, ring };
    this.waiting.push(due);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== due);
    };
  };

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.timer(ms, resolve);
    });
  }

  /** Runs until `work` has ended, then hands on what it gave. */
  async until<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const watched = work.finally(() => {
      ended = true;
    });
    watched.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (ended) return watched;
      this.waiting.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.waiting.shift();
      if (!next) throw new Error("everybody waits and nothing is due");
      this.now = Math.max(this.now, next.at);
      next.ring();
    }
  }
}
