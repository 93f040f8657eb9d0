/** What happens next: a binary heap by time, then by the order of planning. */

export interface SimEvent {
  at: number;
  happen(): void;
}

export class EventLine {
  private readonly heap: (SimEvent & { n: number })[] = [];
  private planned = 0;

  add(at: number, happen: () => void): void {
    const { heap } = this;
    heap.push({ at, happen, n: this.planned++ });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isSooner(child, parent)) break;
      this.swap(child, parent);
      child = parent;
    }
  }

  next(): SimEvent | undefined {
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

  private isSooner(a: number, b: number): boolean {
    const [one, other] = [this.heap[a], this.heap[b]];
    return one !== undefined && other !== undefined && (one.at < other.at || (one.at === other.at && one.n < other.n));
  }

  private swap(a: number, b: number): void {
    const [one, other] = [this.heap[a], this.heap[b]];
    if (one && other) [this.heap[a], this.heap[b]] = [other, one];
  }
}
