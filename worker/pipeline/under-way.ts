/** What is under way. The platform may cut a request off, and its work then never says that it ended: it stops counting by itself. */
export class UnderWay {
  private readonly patienceMs: number;
  /** Since when, epoch ms, by ticket; the oldest first. */
  private readonly since = new Map<symbol | string, number>();

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

  /** Work of this name is under way. */
  has(name: string, now: number): boolean {
    return now - (this.since.get(name) ?? Number.NEGATIVE_INFINITY) < this.patienceMs;
  }

  async run<T>(now: number, work: () => Promise<T>, ticket: symbol | string = Symbol()): Promise<T> {
    this.since.set(ticket, now);
    try {
      return await work();
    } finally {
      this.since.delete(ticket);
    }
  }
}
