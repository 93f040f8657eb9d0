/** Tables of one subscriber's outbox. */
import type { SchemaStep } from "../apply-schema.ts";

export const WEBHOOK_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_outbox",
    // `place` is the order; a replay moves a row to the end. `body` may hold customers' words.
    sql: `
      CREATE TABLE deliveries (
        place INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, at INTEGER NOT NULL, customer_id TEXT,
        body TEXT NOT NULL, state TEXT NOT NULL, taken_at INTEGER NOT NULL, delivered_at INTEGER
      );
      CREATE INDEX deliveries_waiting ON deliveries (place) WHERE state = 'waiting';
      CREATE INDEX deliveries_by_customer ON deliveries (customer_id) WHERE customer_id IS NOT NULL;
      CREATE INDEX deliveries_by_time ON deliveries (taken_at);
      CREATE TABLE attempts (id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, at INTEGER NOT NULL, status INTEGER, ms INTEGER NOT NULL, detail TEXT NOT NULL);
      CREATE INDEX attempts_by_event ON attempts (event_id, id);
      CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), doc TEXT NOT NULL);
    `,
  },
];
