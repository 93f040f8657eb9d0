/** Tables of one customer: as few as can be, because every new customer pays for their making, and every message for their indexes. */
import type { SchemaStep } from "../apply-schema.ts";

export const SESSION_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_session_tree",
    // `docs` holds everything that is small and keyed (docs-store.ts says which keys); `turns` is the history, read by page.
    // `source` = what brought the turn in; `provider_id` only where the source does not say it; `think_at` = due time of a turn
    // that nobody has thought about yet. Every index is one more page per message in the write-ahead log.
    sql: `
      CREATE TABLE docs (key TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE turns (
        seq INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, conversation_id TEXT NOT NULL, account_id TEXT NOT NULL,
        provider_id TEXT, graft_id TEXT, think_at INTEGER, doc TEXT NOT NULL
      );
      CREATE INDEX turns_by_conversation ON turns (conversation_id, seq);
      CREATE INDEX turns_by_provider ON turns (account_id, provider_id) WHERE provider_id IS NOT NULL;
    `,
  },
];
