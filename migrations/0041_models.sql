-- What people said a message really meant, for the next model. Customers' words with numbers and addresses masked. Times are epoch milliseconds.
CREATE TABLE labelled_messages (
  tenant TEXT NOT NULL,
  -- hash of text and context: saying it again replaces
  id TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  -- JSON [{from, text}], oldest first
  context TEXT NOT NULL,
  -- JSON [name], the most important first
  intents TEXT NOT NULL,
  -- 1 = never trained on: models are measured with it
  held INTEGER NOT NULL,
  conversation_id TEXT,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX labelled_messages_by_conversation ON labelled_messages (tenant, conversation_id);

-- A tenant's own models; their files lie in R2 below models/<tenant>/<name>/.
CREATE TABLE tenant_models (
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  -- JSON {candidate, live} as measured when it was last tried, NULL before
  score TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  PRIMARY KEY (tenant, name)
) WITHOUT ROWID;

-- Which one answers; NULL = the one that came with the worker. `previous` is what a rollback returns to.
CREATE TABLE live_models (
  tenant TEXT PRIMARY KEY,
  name TEXT,
  previous TEXT,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) WITHOUT ROWID;
