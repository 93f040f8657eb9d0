/** Tables of one customer. Rows are JSON documents beside the columns that queries need: the tree is read by page, never as a whole. */
import type { SchemaStep } from "../apply-schema.ts";

export const SESSION_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_session_tree",
    sql: `
      CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), doc TEXT NOT NULL);
      CREATE TABLE conversations (id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL, graft_id TEXT, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX conversations_by_age ON conversations (opened_at DESC, id DESC);
      CREATE TABLE turns (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation_id TEXT NOT NULL, identity TEXT NOT NULL,
        account_id TEXT NOT NULL, provider_id TEXT, graft_id TEXT, doc TEXT NOT NULL
      );
      CREATE INDEX turns_by_conversation ON turns (conversation_id, seq);
      CREATE INDEX turns_by_provider ON turns (account_id, provider_id) WHERE provider_id IS NOT NULL;
      CREATE INDEX turns_by_graft ON turns (graft_id, seq) WHERE graft_id IS NOT NULL;
      CREATE TABLE topics (id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX topics_by_conversation ON topics (conversation_id);
      CREATE TABLE routes (account_id TEXT NOT NULL, thread TEXT NOT NULL, last_inbound_at INTEGER NOT NULL, graft_id TEXT, doc TEXT NOT NULL, PRIMARY KEY (account_id, thread)) WITHOUT ROWID;
      CREATE TABLE seen (scope TEXT NOT NULL, key TEXT NOT NULL, turn_id TEXT, conversation_id TEXT, seq INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID;
      CREATE INDEX seen_by_age ON seen (at);
      CREATE TABLE todo (id TEXT PRIMARY KEY, kind TEXT NOT NULL, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE outbox (turn_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX outbox_waiting ON outbox (lane, seq) WHERE state = 'waiting';
      CREATE TABLE suggestions (turn_id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX suggestions_by_conversation ON suggestions (conversation_id, turn_id DESC);
      CREATE TABLE orders (conversation_id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
    `,
  },
];
