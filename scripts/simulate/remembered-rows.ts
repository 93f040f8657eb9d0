/** A queue's rows in memory, to be copied: a queue made of the copy goes on where the first one stands, as after a restart. */
import type { QueueRows, Table } from "../../durable-objects/agent-queue/queue-store.ts";

export class RememberedRows implements QueueRows {
  private readonly tables: Map<Table, Map<string, unknown>>;
  private readonly byMinute: Map<number, unknown>;

  constructor(from?: RememberedRows) {
    this.tables = new Map([...(from?.tables ?? [])].map(([table, rows]) => [table, new Map(rows)]));
    this.byMinute = new Map(from?.byMinute);
  }

  all<T>(table: Table): Map<string, T> {
    return new Map(this.tables.get(table) as Map<string, T> | undefined);
  }

  put(table: Table, id: string, doc: unknown): void {
    this.rowsOf(table).set(id, doc);
  }

  delete(table: Table, id: string): void {
    this.rowsOf(table).delete(id);
  }

  minutes<T>(since: number): { minute: number; doc: T }[] {
    return [...this.byMinute].filter(([minute]) => minute >= since).map(([minute, doc]) => ({ minute, doc: doc as T }));
  }

  putMinute(minute: number, doc: unknown): void {
    this.byMinute.set(minute, doc);
  }

  forgetMinutes(before: number): void {
    for (const minute of this.byMinute.keys()) if (minute < before) this.byMinute.delete(minute);
  }

  private rowsOf(table: Table): Map<string, unknown> {
    const known = this.tables.get(table);
    if (known) return known;
    const rows = new Map<string, unknown>();
    this.tables.set(table, rows);
    return rows;
  }
}
