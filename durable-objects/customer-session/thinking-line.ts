/** Turns that wait to be thought about: in memory by their sequence number, in the database as a mark on the turn. */
import type { Turn } from "../../protocol/conversation.ts";
import type { Head } from "./head.ts";
import type { TurnStore } from "./turn-store.ts";

function lowest(numbers: Iterable<number>): number | null {
  let low: number | null = null;
  for (const number of numbers) if (low === null || number < low) low = number;
  return low;
}

export class ThinkingLine {
  private readonly head: Head;
  private readonly turns: TurnStore;
  /** Due times by sequence number. */
  private readonly due: Map<number, number>;
  /** Thinking failed: nobody is asked again before this time, epoch ms. In memory: a new instance tries at once. */
  notBefore = 0;

  constructor(head: Head, turns: TurnStore) {
    this.head = head;
    this.turns = turns;
    const { unthoughtFrom } = head;
    this.due = new Map(unthoughtFrom === null ? [] : turns.unthoughtFrom(unthoughtFrom).map(({ seq, at }) => [seq, at]));
  }

  add(seq: number, at: number): void {
    this.due.set(seq, at);
    this.head.unthoughtFrom = Math.min(this.head.unthoughtFrom ?? seq, seq);
  }

  remove(seq: number): void {
    this.due.delete(seq);
    if (this.head.unthoughtFrom === seq) this.head.unthoughtFrom = lowest(this.due.keys());
  }

  /** The first `limit` that are due, in their order in the tree. */
  first(now: number, limit: number): Turn[] {
    const seqs = [...this.due].filter(([, at]) => at <= now).map(([seq]) => seq);
    return seqs
      .sort((a, b) => a - b)
      .slice(0, limit)
      .flatMap((seq) => this.turns.bySeq(seq) ?? []);
  }

  find(turnId: string): Turn | null {
    for (const seq of this.due.keys()) {
      const turn = this.turns.bySeq(seq);
      if (turn?.id === turnId) return turn;
    }
    return null;
  }

  /** When the first is due, epoch ms. */
  nextDue(): number | null {
    const next = lowest(this.due.values());
    return next === null ? null : Math.max(next, this.notBefore);
  }
}
