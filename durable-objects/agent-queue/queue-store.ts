/** The queue's rows: tickets, agents, what they hold, what they have yet to be told. Each row is one JSON document; the order lives in memory. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { AgentCapacity, Elsewhere, QueueWish, Ticket } from "../../protocol/ports.ts";
import { applySchema, type SchemaStep, type SqlLike } from "../apply-schema.ts";

export type EntryState =
  | { state: "waiting" }
  | { state: "offered"; agentId: string; offerId: string; until: number }
  /** The desk of an agent of several teams is asked whether there is room; still in the line. */
  | { state: "asking"; agentId: string; since: number }
  /** The session is being told; repeated until it has answered. `released` = it ended before the answer came. */
  | { state: "assigning"; agentId: string; since: number; released?: true }
  /** On its way to another team; repeated until the session has answered. */
  | { state: "leaving"; teamId: string; since: number };

export interface Entry {
  ticket: Ticket;
  at: EntryState;
  /** When it came into this line, epoch ms. */
  since: number;
  /** Its place against the others, see waiting-order.ts. */
  order: number;
  /** The waiting time that was shown first, and when. */
  shown?: { at: number; low: number; high: number };
  /** How the customer wants to wait; absent = here. */
  wish?: QueueWish;
  /** When the first answer is at risk and when it is late, epoch ms, and what the agents were told of it. */
  owed?: { riskAt: number; dueAt: number; told?: "risk" | "breached" };
  /** Agents who declined or let the offer run out, and until when they are not asked again, epoch ms. */
  refused: { agentId: string; until: number }[];
}

/** A conversation that an agent of this team has. */
export interface Holding {
  tenant: string;
  teamId: string;
  conversationId: string;
  customerId: string;
  agentId: string;
  channel: string;
  intents: string[];
  /** The conversation's epoch in the agent's hands. */
  epoch: number;
  /** waited ms before, for the waiting time told to others */
  waitedMs: number;
  since: number;
  /** It is being taken back from an absent agent, since. */
  returningSince?: number;
  /** Not given by this line: whoever was away when they got it keeps it until they have come and gone. */
  byHand?: { home: string | null };
  /** They help a colleague with it. */
  helps?: true;
}

export interface KnownAgent {
  agent: AgentCapacity;
  /** Since when nothing was given and nothing ended. */
  idleSince: number;
  /** When something was given last. */
  givenAt: number;
  /** Offers missed in a row. */
  misses: number;
  /** Nothing new until then. */
  restsUntil: number;
  /** Since when they are offline; null = they are not. */
  offlineSince: number | null;
  /** How long they take against the usual time of the same kind; 1 = as long. */
  pace: number;
  /** What they have from other teams, as their desk said last; absent = nothing. */
  elsewhere?: Elsewhere;
}

/** A conversation that left this line: a repeated ticket of it is nothing new. */
export interface Done {
  epoch: number;
  at: number;
}

/** Words an agent has yet to hear. */
export interface Told {
  agentId: string;
  event: DeskEvent;
  /** Order of telling. */
  n: number;
}

export type Table = "tickets" | "agents" | "holdings" | "facts" | "done" | "outbox" | "forecasts";

const QUEUE_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_queue",
    sql: `CREATE TABLE tickets (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE agents (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE holdings (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE facts (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE minutes (minute INTEGER PRIMARY KEY, doc TEXT NOT NULL);`,
  },
  {
    // Refusals are limited in time, agents are told by an outbox, and what left the line is remembered: a repeated ticket does not bring it back.
    id: "001_refusals_outbox_done",
    sql: `CREATE TABLE done (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          CREATE TABLE outbox (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
          UPDATE tickets SET doc = json_set(doc, '$.refused', json('[]'), '$.since', json_extract(doc, '$.ticket.waitingSince'), '$.order', json_extract(doc, '$.ticket.waitingSince'));
          UPDATE agents SET doc = json_set(doc, '$.givenAt', json_extract(doc, '$.idleSince'), '$.misses', 0, '$.restsUntil', 0, '$.offlineSince', NULL, '$.pace', 1);
          DELETE FROM holdings;`,
  },
  {
    // What was forecast for each half hour, and what came.
    id: "002_forecasts",
    sql: "CREATE TABLE forecasts (id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID",
  },
];

/** Where the queue keeps what it must not forget. The simulator keeps nothing. */
export interface QueueRows {
  all<T>(table: Table): Map<string, T>;
  put(table: Table, id: string, doc: unknown): void;
  delete(table: Table, id: string): void;
  minutes<T>(since: number): { minute: number; doc: T }[];
  putMinute(minute: number, doc: unknown): void;
  forgetMinutes(before: number): void;
}

export class QueueStore implements QueueRows {
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

/** Keeps nothing: memory alone. */
export const forgetfulRows: QueueRows = {
  all: () => new Map(),
  put: () => {},
  delete: () => {},
  minutes: () => [],
  putMinute: () => {},
  forgetMinutes: () => {},
};
