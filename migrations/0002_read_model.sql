-- What lists and search read. A copy of the session objects: it may lag by seconds and can be rebuilt from them at any time.
-- A row is replaced only by one of the same or a later version of its customer.
CREATE TABLE identities (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  scope TEXT NOT NULL,
  value TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  verified INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, kind, scope, value)
) WITHOUT ROWID;
CREATE INDEX identities_by_value ON identities (tenant, kind, value);
CREATE INDEX identities_by_customer ON identities (tenant, customer_id);

CREATE TABLE customers (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT,
  avatar_url TEXT,
  locale TEXT,
  blocked INTEGER NOT NULL DEFAULT 0,
  -- the customer this one was merged into
  moved_to TEXT,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX customers_by_last_seen ON customers (tenant, last_seen_at DESC, id);

CREATE TABLE conversations (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  -- the customer's name
  name TEXT,
  status TEXT NOT NULL CHECK (status IN ('open', 'pending', 'snoozed', 'resolved')),
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('bot', 'queue', 'agent')),
  -- the owning agent
  agent_id TEXT,
  epoch INTEGER NOT NULL,
  last_agent_id TEXT,
  team_id TEXT,
  -- where it was last spoken
  channel_kind TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  -- JSON [{kind, accountId}], newest first
  channels TEXT NOT NULL,
  -- JSON [text]; the searchable copy is conversation_labels
  labels TEXT NOT NULL DEFAULT '[]',
  priority INTEGER NOT NULL DEFAULT 0,
  language TEXT,
  opened_at INTEGER NOT NULL,
  last_turn_at INTEGER NOT NULL,
  last_turn_seq INTEGER NOT NULL,
  waiting_since INTEGER,
  snoozed_until INTEGER,
  resolved_at INTEGER,
  first_reply_at INTEGER,
  preview TEXT NOT NULL DEFAULT '',
  graft_id TEXT,
  version INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX conversations_by_status ON conversations (tenant, status, last_turn_at DESC, id DESC);
CREATE INDEX conversations_by_time ON conversations (tenant, last_turn_at DESC, id DESC);
CREATE INDEX conversations_by_agent ON conversations (tenant, agent_id, status, last_turn_at DESC, id DESC);
CREATE INDEX conversations_by_team ON conversations (tenant, team_id, status, last_turn_at DESC, id DESC);
CREATE INDEX conversations_by_channel ON conversations (tenant, channel_kind, last_turn_at DESC, id DESC);
CREATE INDEX conversations_by_customer ON conversations (tenant, customer_id, last_turn_at DESC);

CREATE TABLE conversation_labels (
  tenant TEXT NOT NULL,
  label TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  PRIMARY KEY (tenant, label, conversation_id)
) WITHOUT ROWID;
CREATE INDEX conversation_labels_by_conversation ON conversation_labels (tenant, conversation_id);

-- Turns for search and reports: words and who said them, not the whole turn.
CREATE TABLE turns_index (
  tenant TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  author_kind TEXT NOT NULL,
  author_id TEXT,
  channel_kind TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  -- JSON [name]
  intents TEXT NOT NULL DEFAULT '[]',
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, turn_id)
) WITHOUT ROWID;
CREATE INDEX turns_index_by_conversation ON turns_index (tenant, conversation_id, seq);
CREATE INDEX turns_index_by_time ON turns_index (tenant, at);

CREATE TABLE deliveries (
  tenant TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  channel_kind TEXT NOT NULL,
  channel_id TEXT NOT NULL,
  provider_id TEXT,
  state TEXT NOT NULL,
  code TEXT,
  reason TEXT,
  at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, turn_id)
) WITHOUT ROWID;
CREATE INDEX deliveries_by_state ON deliveries (tenant, state, at);
