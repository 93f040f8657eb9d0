/** To-do rows and the outbox: what is still to be done after a write. A crash leaves the row, the alarm finds it. */
import type { OutboundMessage, SendProgress } from "../../protocol/channels.ts";
import type { Errand, NextStep } from "../../protocol/ports.ts";
import type { SqlLike } from "../apply-schema.ts";
import type { OutboxRow } from "./outbox.ts";

/** What a row asks for; `wake` ends a conversation's snooze. */
export type Todo =
  | { kind: "think"; turnId: string }
  | { kind: "step"; step: NextStep }
  | { kind: "errand"; errand: Errand }
  | { kind: "wake"; conversationId: string };
export type TodoKind = Todo["kind"];

export interface TodoRow {
  id: string;
  dueAt: number;
  attempts: number;
  todo: Todo;
}

type TodoSql = { id: string; due_at: number; attempts: number; doc: string };
type OutboxSql = { turn_id: string; seq: number; lane: string; state: OutboxRow["state"]; due_at: number; attempts: number; doc: string };
interface OutboxDoc {
  authRetried: boolean;
  progress?: SendProgress;
  template?: OutboundMessage["template"];
}

function outboxRow(row: OutboxSql): OutboxRow {
  const doc = JSON.parse(row.doc) as OutboxDoc;
  return { turnId: row.turn_id, seq: row.seq, lane: row.lane, state: row.state, dueAt: row.due_at, attempts: row.attempts, ...doc };
}

export class TodoStore {
  private readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  add(row: TodoRow): void {
    const doc = JSON.stringify(row.todo);
    this.sql.exec("INSERT OR IGNORE INTO todo (id, kind, due_at, attempts, doc) VALUES (?, ?, ?, ?, ?)", row.id, row.todo.kind, row.dueAt, row.attempts, doc);
  }
  later(id: string, dueAt: number): void {
    this.sql.exec("UPDATE todo SET due_at = ?, attempts = attempts + 1 WHERE id = ?", dueAt, id);
  }
  remove(ids: readonly string[]): void {
    if (ids.length > 0) this.sql.exec("DELETE FROM todo WHERE id IN (SELECT value FROM json_each(?))", JSON.stringify(ids));
  }
  /** Which of these turns wait to be thought about. */
  unthought(turnIds: readonly string[]): string[] {
    const rows = this.sql.exec<{ turn: string }>(
      "SELECT t.value AS turn FROM json_each(?) t WHERE EXISTS (SELECT 1 FROM todo WHERE id = 'think:' || t.value)",
      JSON.stringify(turnIds),
    );
    return rows.toArray().map((row) => row.turn);
  }
  /** Due rows of one kind, the longest due first. */
  due(kind: TodoKind, now: number, limit: number): TodoRow[] {
    return this.rows("SELECT * FROM todo WHERE due_at <= ? AND kind = ? ORDER BY due_at LIMIT ?", now, kind, limit);
  }
  private rows(query: string, ...bindings: SqlStorageValue[]): TodoRow[] {
    const rows = this.sql.exec<TodoSql>(query, ...bindings).toArray();
    return rows.map((row) => ({ id: row.id, dueAt: row.due_at, attempts: row.attempts, todo: JSON.parse(row.doc) as Todo }));
  }

  /** When the first row is due, epoch ms; null = none. A customer who was merged away does no more than its steps and errands. */
  nextDue(movedAway: boolean): number | null {
    if (movedAway) return this.earliest("SELECT min(due_at) AS at FROM todo WHERE kind IN ('errand', 'step')");
    const todo = this.earliest("SELECT min(due_at) AS at FROM todo");
    const lane = this.earliest(`SELECT min(due_at) AS at FROM outbox o WHERE state <> 'parked'
      AND seq = (SELECT min(seq) FROM outbox i WHERE i.lane = o.lane AND i.state <> 'parked')`);
    return todo === null || lane === null ? (todo ?? lane) : Math.min(todo, lane);
  }
  private earliest(query: string): number | null {
    return this.sql.exec<{ at: number | null }>(query).toArray()[0]?.at ?? null;
  }

  saveOutbox(row: OutboxRow): void {
    const doc: OutboxDoc = { authRetried: row.authRetried };
    if (row.progress) doc.progress = row.progress;
    if (row.template) doc.template = row.template;
    this.sql.exec(
      `INSERT INTO outbox (turn_id, seq, lane, state, due_at, attempts, doc) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (turn_id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, attempts = excluded.attempts, doc = excluded.doc`,
      row.turnId,
      row.seq,
      row.lane,
      row.state,
      row.dueAt,
      row.attempts,
      JSON.stringify(doc),
    );
  }
  removeOutbox(turnId: string): void {
    this.sql.exec("DELETE FROM outbox WHERE turn_id = ?", turnId);
  }
  outbox(turnId: string): OutboxRow | null {
    const row = this.sql.exec<OutboxSql>("SELECT * FROM outbox WHERE turn_id = ?", turnId).toArray()[0];
    return row ? outboxRow(row) : null;
  }
  /** The oldest reply of a lane that is not parked: a later one never overtakes it. */
  firstOfLane(lane: string): OutboxRow | null {
    const row = this.sql.exec<OutboxSql>("SELECT * FROM outbox WHERE lane = ? AND state <> 'parked' ORDER BY seq LIMIT 1", lane).toArray()[0];
    return row ? outboxRow(row) : null;
  }
  lanes(): string[] {
    return this.sql
      .exec<{ lane: string }>("SELECT DISTINCT lane FROM outbox WHERE state <> 'parked'")
      .toArray()
      .map((row) => row.lane);
  }
  outboxOf(turnIds: readonly string[]): OutboxRow[] {
    return this.sql.exec<OutboxSql>("SELECT * FROM outbox WHERE turn_id IN (SELECT value FROM json_each(?))", JSON.stringify(turnIds)).toArray().map(outboxRow);
  }
}
