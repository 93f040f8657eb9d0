-- Canned replies, macros and rules of a tenant. Times are epoch milliseconds.
CREATE TABLE canned_replies (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  folder TEXT NOT NULL DEFAULT '',
  -- lower case, without the slash
  shortcut TEXT NOT NULL,
  title TEXT NOT NULL,
  -- may hold variables such as {{customer}}
  text TEXT NOT NULL,
  -- pinyin initials of the title, for search
  initials TEXT NOT NULL,
  -- the agent whose own it is; '' = shared
  owner TEXT NOT NULL DEFAULT '',
  -- shared with this team only; NULL = with all
  team_id TEXT,
  uses INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX canned_replies_by_shortcut ON canned_replies (tenant, owner, shortcut);

-- One row per use, for reports: which reply, by whom, when. No words.
CREATE TABLE canned_uses (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  canned_id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX canned_uses_by_time ON canned_uses (tenant, at);

CREATE TABLE macros (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  -- JSON list of actions (protocol/automation.ts)
  actions TEXT NOT NULL,
  owner TEXT NOT NULL DEFAULT '',
  team_id TEXT,
  uses INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
