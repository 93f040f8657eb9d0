-- Outgoing webhooks, and what happened (append-only; no words of customers). Times are epoch milliseconds.
CREATE TABLE webhooks (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  -- JSON [event name], or ["*"]
  events TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- sealed whsec_ secret; the former one signs as well until `former_until`
  secret TEXT NOT NULL,
  former_secret TEXT,
  former_until INTEGER,
  -- 'on', 'paused' (by hand), 'off' (by three days without an answer, or by the subscriber's own word)
  state TEXT NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'paused', 'off')),
  state_detail TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE TABLE events (
  tenant TEXT NOT NULL,
  -- sorts by time
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  customer_id TEXT,
  conversation_id TEXT,
  turn_id TEXT,
  by_kind TEXT,
  by_id TEXT,
  -- JSON: what the event says beyond its name (labels, scores, states), never words of a customer
  detail TEXT NOT NULL DEFAULT '{}',
  -- JSON: the conversation's team, status, channel, labels, priority, language, owner when this was told
  facts TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX events_by_type ON events (tenant, type, id);
CREATE INDEX events_by_conversation ON events (tenant, conversation_id, id);
CREATE INDEX events_by_customer ON events (tenant, customer_id);
CREATE INDEX events_by_time ON events (at);
