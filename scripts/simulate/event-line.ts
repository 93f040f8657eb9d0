/** What happens next: a binary heap by time, then by the order of planning. Events are told the floor they happen on, so that a copy of it has a copy of its plans. */

export interface SimEvent<Floor> {
  at: number;
  happen: (floor: Floor) => void;
  /** A customer comes: what another course of the day would change. */
  isArrival: boolean;
}

export class EventLine<Floor> {
  private heap: (SimEvent<Floor> & { n: number })[] = [];
  private planned = 0;

  add(at: number, happen: (floor: Floor) => void, isArrival = false): void {
    const { heap } = this;
    heap.push({ at, happen, isArrival, n: this.planned++ });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isSooner(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  /** When the next one is; infinity = there is none. */
  get nextAt(): number {
    return this.heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  next(): SimEvent<Floor> | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < heap.length && this.isSooner(child, least)) least = child;
      if (least === parent) return first;
      this.swap(least, parent);
      parent = least;
    }
  }

  /** Those up to a time, without the arrivals. A sorted list is a heap. */
  copyUntil(at: number): EventLine<Floor> {
    const copy = new EventLine<Floor>();
    copy.heap = this.heap.filter((event) => event.at <= at && !event.isArrival).sort((a, b) => a.at - b.at || a.n - b.n);
    copy.planned = this.planned;
    return copy;
  }

  private isSooner(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    return one !== undefined && other !== undefined && (one.at < other.at || (one.at === other.at && one.n < other.n));
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one && other) [this.heap[a], this.heap[b]] = [other, one];
  }
}
