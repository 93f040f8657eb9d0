/** The queue's rows: tickets, agents, what they hold, settings. Each row is one JSON document; the order lives in memory. */
import type { AgentCapacity, Ticket } from "../../protocol/ports.ts";
import { applySchema, type SchemaStep, type SqlLike } from "../apply-schema.ts";

export type EntryState =
  | { state: "waiting" }
  | { state: "offered"; agentId: string; offerId: string; until: number }
  /** The session is being told; repeated until it has answered. */
  | { state: "assigning"; agentId: string; since: number };

export interface Entry {
  ticket: Ticket;
  at: EntryState;
  /** Agents who declined or let the offer run out. */
  refused: string[];
}

/** A conversation that an agent of this team has. */
export interface Holding {
  conversationId: string;
  agentId: string;
  channel: string;
  /** waited ms before, for the waiting time told to others */
  waitedMs: number;
  since: number;
}

export interface KnownAgent {
  agent: AgentCapacity;
  idleSince: number;
}

type Table = "tickets" | "agents" | "holdings" | "facts";

const QUEUE_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_queue",
    sql: `CREATE TABLE tickets (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE agents (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE holdings (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE facts (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE minutes (minute INTEGER PRIMARY KEY, doc TEXT NOT NULL);`,
  },
];

export class QueueStore {
  private readonly sql: SqlLike;

  constructor(sql: SqlLike) {
    applySchema(sql, QUEUE_SCHEMA);
    this.sql = sql;
  }

  all<T>(table: Table): Map<string, T> {
    const rows = this.sql.exec<{ id: string; doc: string }>(`SELECT id, doc FROM ${table}`).toArray();
    return new Map(rows.map((row) => [row.id, JSON.parse(row.doc) as T]));
  }

  put(table: Table, id: string, doc: unknown): void {
    this.sql.exec(`INSERT INTO ${table} (id, doc) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`, id, JSON.stringify(doc));
  }

  delete(table: Table, id: string): void {
    this.sql.exec(`DELETE FROM ${table} WHERE id = ?`, id);
  }

  minutes<T>(since: number): { minute: number; doc: T }[] {
    return this.sql
      .exec<{ minute: number; doc: string }>("SELECT minute, doc FROM minutes WHERE minute >= ? ORDER BY minute", since)
      .toArray()
      .map((row) => ({ minute: row.minute, doc: JSON.parse(row.doc) as T }));
  }

  putMinute(minute: number, doc: unknown): void {
    this.sql.exec("INSERT INTO minutes (minute, doc) VALUES (?, ?) ON CONFLICT (minute) DO UPDATE SET doc = excluded.doc", minute, JSON.stringify(doc));
  }

  forgetMinutes(before: number): void {
    this.sql.exec("DELETE FROM minutes WHERE minute < ?", before);
  }
}
