-- A tenant's own intents. Times are epoch milliseconds.
CREATE TABLE intents (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  -- JSON [text]
  examples TEXT NOT NULL,
  -- likeness a message must reach: what the tenant set, else what leave-one-out suggests
  threshold REAL,
  suggested REAL NOT NULL,
  -- JSON {model, vectors: [base64 of int8]}: the examples' embeddings by the model of that version; made anew by another
  embeddings TEXT NOT NULL,
  -- JSON [{name, share}]: built-in and own intents the examples are taken for
  confused_with TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) WITHOUT ROWID;

-- Counts up with every change, so that an isolate sees with one small read whether what it holds is still true.
CREATE TABLE intent_versions (
  tenant TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) WITHOUT ROWID;
