/** Turns that wait to be thought about: in memory by id, in the database as a mark on the turn. */
import type { Turn } from "../../protocol/conversation.ts";
import type { Head } from "./head.ts";
import type { TurnStore } from "./turn-store.ts";

interface Waiting {
  seq: number;
  /** When it is due, epoch ms. */
  at: number;
  graft: string | null;
}

export class ThinkingLine {
  private readonly head: Head;
  private readonly turns: TurnStore;
  /** By turn id, in the order of the tree but for a few. */
  private readonly rows: Map<string, Waiting>;
  /** Thinking failed or found no room: nobody is asked again before this time, epoch ms. In memory: a new instance tries at once. */
  notBefore = 0;

  constructor(head: Head, turns: TurnStore) {
    this.head = head;
    this.turns = turns;
    const { unthoughtFrom } = head;
    this.rows = new Map(unthoughtFrom === null ? [] : turns.unthoughtFrom(unthoughtFrom).map(({ id, ...row }) => [id, row]));
    for (const graft of head.grafted) if (graft.state === "leaving") this.letGo(graft.graftId);
  }

  /** How many wait. */
  get waiting(): number {
    return this.rows.size;
  }

  /** A graft is being given back: its turns are thought about there. */
  letGo(graftId: string): void {
    for (const [id, row] of this.rows) if (row.graft === graftId) this.rows.delete(id);
  }

  add(turn: Turn, at: number): void {
    this.rows.set(turn.id, { seq: turn.seq, at, graft: turn.graftId ?? null });
    this.head.unthoughtFrom = Math.min(this.head.unthoughtFrom ?? turn.seq, turn.seq);
  }

  remove(turn: Turn): void {
    if (!this.rows.delete(turn.id) || this.head.unthoughtFrom !== turn.seq) return;
    this.head.unthoughtFrom = this.least((row) => row.seq);
  }

  private least(figure: (row: Waiting) => number): number | null {
    let low: number | null = null;
    for (const row of this.rows.values()) {
      const value = figure(row);
      if (low === null || value < low) low = value;
    }
    return low;
  }

  /** The first `limit` that are due, in their order in the tree. */
  first(now: number, limit: number): Turn[] {
    const due = [...this.rows.values()].filter((row) => row.at <= now).sort((a, b) => a.seq - b.seq);
    return due.slice(0, limit).flatMap(({ seq }) => this.turns.bySeq(seq) ?? []);
  }

  /** A turn that waits; null when it was thought about, or never came. */
  find(turnId: string): Turn | null {
    const row = this.rows.get(turnId);
    return row ? this.turns.bySeq(row.seq) : null;
  }

  /** When the first is due, epoch ms. */
  nextDue(): number | null {
    const next = this.least((row) => row.at);
    return next === null ? null : Math.max(next, this.notBefore);
  }
}
