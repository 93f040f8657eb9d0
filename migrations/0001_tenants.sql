-- Who uses this Kefu: tenants, their people, keys and channel accounts. Times are epoch milliseconds.
CREATE TABLE tenants (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- JSON: settings of the whole tenant (worker/tenants/tenant.ts says which)
  settings TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE teams (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- JSON: assignment rules, hours, targets; read by the team's queue object
  settings TEXT NOT NULL DEFAULT '{}',
  created_at INTEGER NOT NULL,
  archived_at INTEGER,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

CREATE TABLE agents (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  -- lower case
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
  -- pbkdf2-sha256$rounds$salt$hash
  password TEXT NOT NULL,
  capacity INTEGER NOT NULL DEFAULT 5,
  -- JSON {channel kind: units}
  per_channel TEXT NOT NULL DEFAULT '{}',
  -- JSON [text]
  skills TEXT NOT NULL DEFAULT '[]',
  languages TEXT NOT NULL DEFAULT '[]',
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX agents_by_email ON agents (email, tenant);

CREATE TABLE team_members (
  tenant TEXT NOT NULL,
  team_id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  PRIMARY KEY (tenant, team_id, agent_id)
) WITHOUT ROWID;
CREATE INDEX team_members_by_agent ON team_members (tenant, agent_id);

CREATE TABLE api_keys (
  -- hex SHA-256 of the whole key; keys have 160 bits of chance, so no salt
  hash TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- first characters, to tell keys apart in lists
  shown TEXT NOT NULL,
  -- JSON [scope]
  scopes TEXT NOT NULL,
  -- requests a second; NULL = the default
  rate REAL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER
) WITHOUT ROWID;
CREATE UNIQUE INDEX api_keys_by_id ON api_keys (tenant, id);

CREATE TABLE channel_accounts (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- AES-GCM envelope of the configuration's JSON (worker/tenants/secrets.ts)
  config TEXT NOT NULL,
  base_url TEXT,
  team_id TEXT,
  -- sealed as well: the last part of the webhook's address
  path_secret TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- 'ok', 'reauthorise', 'revoked', 'failing'; said by the platform or by sending
  state TEXT NOT NULL DEFAULT 'ok',
  state_detail TEXT NOT NULL DEFAULT '',
  deleted_at INTEGER
) WITHOUT ROWID;
CREATE INDEX channel_accounts_by_tenant ON channel_accounts (tenant, id);

CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  -- hex SHA-256 of the refresh token that is valid now, and of the one before it (a repeated refresh whose answer was lost)
  refresh_hash TEXT NOT NULL,
  former_hash TEXT,
  user_agent TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  refreshed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX sign_ins_by_agent ON sign_ins (tenant, agent_id);

-- Failed sign-ins: `subject` is a hash of the e-mail address or of the network address.
CREATE TABLE sign_in_attempts (
  subject TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL
) WITHOUT ROWID;

-- First answers of writes that named an Idempotency-Key. `answer` is sealed, since some answers hold a new secret.
CREATE TABLE kept_answers (
  tenant TEXT NOT NULL,
  -- who wrote and where: principal, method, path, key
  subject TEXT NOT NULL,
  -- hex SHA-256 of the body: the same key with other words is refused
  body_hash TEXT NOT NULL,
  -- NULL while the first write runs
  status INTEGER,
  answer TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, subject)
) WITHOUT ROWID;
CREATE INDEX kept_answers_by_time ON kept_answers (at);

CREATE TABLE uploads (
  tenant TEXT NOT NULL,
  -- R2 key
  blob_key TEXT NOT NULL,
  mime TEXT NOT NULL,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, blob_key)
) WITHOUT ROWID;

CREATE TABLE audit (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- JSON, without secrets
  detail TEXT NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
