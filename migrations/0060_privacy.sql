-- Privacy: who was erased (ids and counts only), how long conversations are kept, what visitors agreed to. Times are epoch milliseconds.
CREATE TABLE erasures (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  -- JSON [customer id]: the customer and whom it had taken in; ids are hashes
  customer_ids TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done')),
  -- JSON {what: how many}
  counts TEXT NOT NULL DEFAULT '{}',
  asked_at INTEGER NOT NULL,
  done_at INTEGER,
  -- when the free space of the database files was overwritten; NULL on Cloudflare, where files are not ours
  scrubbed_at INTEGER,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX erasures_by_state ON erasures (state, asked_at);

CREATE TABLE retention (
  tenant TEXT PRIMARY KEY,
  -- JSON [rule], the first that fits decides
  rules TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE consents (
  tenant TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  policy TEXT NOT NULL,
  given INTEGER NOT NULL,
  -- who said so: the visitor, or a key on their behalf
  source TEXT NOT NULL,
  PRIMARY KEY (tenant, customer_id, at)
) WITHOUT ROWID;
