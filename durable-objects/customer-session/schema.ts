/** Tables of one customer. Rows are JSON documents beside the columns that queries need: the tree is read by page, never as a whole. */
import type { SchemaStep } from "../apply-schema.ts";

/** One statement each and as few indexes as the reads need: every message pays for all of them. */
export const SESSION_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_session_tree",
    sql: `
      CREATE TABLE head (id INTEGER PRIMARY KEY CHECK (id = 1), doc TEXT NOT NULL);
      CREATE TABLE conversations (id TEXT PRIMARY KEY, opened_at INTEGER NOT NULL, graft_id TEXT, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX conversations_by_age ON conversations (opened_at DESC, id DESC);
      CREATE TABLE turns (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation_id TEXT NOT NULL, account_id TEXT NOT NULL,
        source TEXT UNIQUE, provider_id TEXT, graft_id TEXT, reply INTEGER NOT NULL, doc TEXT NOT NULL
      );
      CREATE INDEX turns_by_conversation ON turns (conversation_id, seq);
      CREATE INDEX turns_by_provider ON turns (account_id, provider_id) WHERE provider_id IS NOT NULL;
      CREATE INDEX turns_by_graft ON turns (graft_id, seq) WHERE graft_id IS NOT NULL;
      CREATE INDEX replies_by_account ON turns (account_id, seq) WHERE reply = 1;
      CREATE TABLE topics (id TEXT PRIMARY KEY, conversation_id TEXT NOT NULL, last_seq INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX topics_by_conversation ON topics (conversation_id, last_seq);
      CREATE TABLE routes (account_id TEXT NOT NULL, thread TEXT NOT NULL, graft_id TEXT, doc TEXT NOT NULL, PRIMARY KEY (account_id, thread)) WITHOUT ROWID;
      CREATE TABLE seen (source TEXT PRIMARY KEY, turn_id TEXT, conversation_id TEXT, seq INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE todo (id TEXT PRIMARY KEY, kind TEXT NOT NULL, due_at INTEGER NOT NULL, attempts INTEGER NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX todo_by_due ON todo (due_at);
      CREATE TABLE outbox (
        turn_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL, doc TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX outbox_by_lane ON outbox (lane, seq) WHERE state <> 'parked';
      CREATE TABLE sent_ids (account_id TEXT NOT NULL, provider_id TEXT NOT NULL, turn_id TEXT NOT NULL, PRIMARY KEY (account_id, provider_id)) WITHOUT ROWID;
      CREATE INDEX sent_ids_by_turn ON sent_ids (turn_id);
      CREATE TABLE early (account_id TEXT NOT NULL, provider_id TEXT NOT NULL, at INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (account_id, provider_id)) WITHOUT ROWID;
      CREATE INDEX early_by_age ON early (at);
      CREATE TABLE suggestions (conversation_id TEXT PRIMARY KEY, turn_id TEXT NOT NULL, doc TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE orders (conversation_id TEXT PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
    `,
  },
];
