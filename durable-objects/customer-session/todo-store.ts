/** Work that waits: to-do rows and the outbox, in memory as in the database. A crash leaves the rows, the alarm finds them. */
import type { Errand, NextStep } from "../../protocol/ports.ts";
import type { DocsStore, Keyed } from "./docs-store.ts";
import type { OutboxRow } from "./outbox.ts";

/** What a row asks for; `wake` ends a conversation's snooze. Turns to think about are marked at the turn itself. */
export type Todo = { kind: "step"; step: NextStep } | { kind: "errand"; errand: Errand } | { kind: "wake"; conversationId: string };
export type TodoKind = Todo["kind"];

export interface TodoRow {
  id: string;
  dueAt: number;
  attempts: number;
  todo: Todo;
}

const DUE = "!todo ";
const OUT = "!out ";

const mayLeave = (row: OutboxRow): boolean => row.state !== "parked" && row.held === undefined;

export class TodoStore {
  private readonly docs: DocsStore;
  private readonly todos = new Map<string, TodoRow>();
  private readonly replies = new Map<string, OutboxRow>();

  /** `waiting` = the rows that were in the database when the object woke. */
  constructor(docs: DocsStore, waiting: readonly Keyed<unknown>[]) {
    this.docs = docs;
    for (const { key, doc } of waiting) {
      if (key.startsWith(DUE)) this.todos.set((doc as TodoRow).id, doc as TodoRow);
      if (key.startsWith(OUT)) this.replies.set((doc as OutboxRow).turnId, doc as OutboxRow);
    }
  }

  /** A row that is there already stays as it is. */
  add(row: TodoRow): void {
    if (!this.todos.has(row.id)) this.save(row);
  }
  private save(row: TodoRow): void {
    this.todos.set(row.id, row);
    this.docs.put(DUE + row.id, row);
  }
  later(id: string, dueAt: number): void {
    const row = this.todos.get(id);
    if (row) this.save({ ...row, dueAt, attempts: row.attempts + 1 });
  }
  remove(ids: Iterable<string>): void {
    for (const id of ids) if (this.todos.delete(id)) this.docs.remove(DUE + id);
  }
  /** Due rows of one kind, the longest due first. */
  due(kind: TodoKind, now: number, limit: number): TodoRow[] {
    return [...this.todos.values()]
      .filter((row) => row.todo.kind === kind && row.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit);
  }

  saveReply(row: OutboxRow): void {
    this.replies.set(row.turnId, row);
    this.docs.put(OUT + row.turnId, row);
  }
  removeReply(turnId: string): void {
    if (this.replies.delete(turnId)) this.docs.remove(OUT + turnId);
  }
  reply(turnId: string): OutboxRow | null {
    return this.replies.get(turnId) ?? null;
  }
  /** All replies that wait or are parked. */
  unsent(): OutboxRow[] {
    return [...this.replies.values()];
  }
  /** The oldest reply of a lane that is neither parked nor held: a later one never overtakes it. */
  firstOfLane(lane: string): OutboxRow | null {
    let first: OutboxRow | null = null;
    for (const row of this.replies.values()) if (row.lane === lane && mayLeave(row) && (!first || row.seq < first.seq)) first = row;
    return first;
  }
  lanes(): string[] {
    return [...new Set([...this.replies.values()].filter(mayLeave).map((row) => row.lane))];
  }

  /** When the first row is due, epoch ms; null = none. A customer who was merged away does no more than its steps and errands. */
  nextDue(movedAway: boolean): number | null {
    let next: number | null = null;
    const soonest = (at: number): void => {
      if (next === null || at < next) next = at;
    };
    for (const row of this.todos.values()) if (!movedAway || row.todo.kind !== "wake") soonest(row.dueAt);
    if (!movedAway) for (const lane of this.lanes()) soonest(this.firstOfLane(lane)?.dueAt ?? Infinity);
    return next;
  }
}
