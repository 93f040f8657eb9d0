/** To-do rows and the outbox: what is still to be done after a write. A crash leaves the row, the alarm finds it. */
import type { SqlLike } from "../apply-schema.ts";
import type { OutboxRow } from "./outbox.ts";

export type TodoKind = "think" | "step" | "project";
export interface TodoRow {
  id: string;
  kind: TodoKind;
  dueAt: number;
  attempts: number;
  /** `think`: the turn's id; `step`: a NextStep */
  doc: unknown;
}

type TodoSql = { id: string; kind: TodoKind; due_at: number; attempts: number; doc: string };
type OutboxSql = { turn_id: string; seq: number; lane: string; state: OutboxRow["state"]; due_at: number; attempts: number; doc: string };

const outboxRow = (row: OutboxSql): OutboxRow => ({
  turnId: row.turn_id,
  seq: row.seq,
  lane: row.lane,
  state: row.state,
  dueAt: row.due_at,
  attempts: row.attempts,
  authRetried: (JSON.parse(row.doc) as { authRetried?: boolean }).authRetried === true,
});

export class TodoStore {
  readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  add(row: TodoRow): void {
    this.sql.exec("INSERT OR IGNORE INTO todo (id, kind, due_at, attempts, doc) VALUES (?, ?, ?, ?, ?)", row.id, row.kind, row.dueAt, row.attempts, JSON.stringify(row.doc));
  }
  later(id: string, dueAt: number): void {
    this.sql.exec("UPDATE todo SET due_at = ?, attempts = attempts + 1 WHERE id = ?", dueAt, id);
  }
  remove(ids: Iterable<string>): void {
    for (const id of ids) this.sql.exec("DELETE FROM todo WHERE id = ?", id);
  }
  due(now: number, limit: number): TodoRow[] {
    const rows = this.sql.exec<TodoSql>("SELECT * FROM todo WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, limit).toArray();
    return rows.map((row) => ({ id: row.id, kind: row.kind, dueAt: row.due_at, attempts: row.attempts, doc: JSON.parse(row.doc) }));
  }
  /** When the alarm must ring next, epoch ms; null = nothing to do. */
  nextDue(): number | null {
    const row = this.sql
      .exec<{ at: number | null }>("SELECT min(at) AS at FROM (SELECT min(due_at) AS at FROM todo UNION ALL SELECT min(due_at) AS at FROM outbox WHERE state = 'waiting')")
      .toArray()[0];
    return row?.at ?? null;
  }

  addOutbox(row: OutboxRow): void {
    this.saveOutbox(row);
  }
  saveOutbox(row: OutboxRow): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO outbox (turn_id, seq, lane, state, due_at, attempts, doc) VALUES (?, ?, ?, ?, ?, ?, ?)",
      row.turnId,
      row.seq,
      row.lane,
      row.state,
      row.dueAt,
      row.attempts,
      JSON.stringify({ authRetried: row.authRetried }),
    );
  }
  outbox(turnId: string): OutboxRow | null {
    const row = this.sql.exec<OutboxSql>("SELECT * FROM outbox WHERE turn_id = ?", turnId).toArray()[0];
    return row ? outboxRow(row) : null;
  }
  /** The oldest waiting reply of every lane: a later one never overtakes it. */
  outboxHeads(): OutboxRow[] {
    return this.sql
      .exec<OutboxSql>("SELECT o.* FROM outbox o WHERE state = 'waiting' AND seq = (SELECT min(seq) FROM outbox i WHERE i.lane = o.lane AND i.state = 'waiting')")
      .toArray()
      .map(outboxRow);
  }
}
