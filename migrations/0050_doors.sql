-- Sign-in with second factors, passkeys and identity providers; single-use tickets; the audit log.
-- How somebody signed in ('password', 'totp', 'recovery', 'passkey', 'oidc') and who ended it.
ALTER TABLE sign_ins ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE sign_ins ADD COLUMN revoked_by TEXT;

-- Passwords before this time are void: a reset link of an earlier time does not work any more.
ALTER TABLE agents ADD COLUMN password_changed_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE totp_secrets (
  tenant TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  -- AES-GCM envelope
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- NULL until a first code was right
  confirmed_at INTEGER,
  -- a code works once: the newest time step that was taken
  last_step INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, agent_id)
) WITHOUT ROWID;

CREATE TABLE recovery_codes (
  tenant TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  -- hex SHA-256; codes have 80 bits of chance, so no salt
  hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER,
  PRIMARY KEY (tenant, agent_id, hash)
) WITHOUT ROWID;

CREATE TABLE passkeys (
  -- base64url credential id
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- base64url COSE key
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  -- JSON [text]
  transports TEXT NOT NULL DEFAULT '[]',
  backed_up INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX passkeys_by_agent ON passkeys (tenant, agent_id);

-- What is given out once and taken back once: a pending second factor, a challenge, an OIDC state, a reset link.
CREATE TABLE sign_in_tickets (
  -- hex SHA-256 of the ticket
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  tenant TEXT NOT NULL,
  agent_id TEXT,
  -- JSON
  data TEXT NOT NULL DEFAULT '{}',
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sign_in_tickets_by_end ON sign_in_tickets (expires_at);
CREATE INDEX sign_in_tickets_by_agent ON sign_in_tickets (tenant, agent_id, purpose);

CREATE TABLE identity_providers (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  -- AES-GCM envelope
  client_secret TEXT NOT NULL,
  -- JSON [text]: mail domains whose people may come in by it
  domains TEXT NOT NULL,
  -- 1 = who is unknown becomes an agent with the role and teams below
  creates_agents INTEGER NOT NULL DEFAULT 0,
  default_role TEXT NOT NULL DEFAULT 'agent',
  -- JSON [id]
  default_teams TEXT NOT NULL DEFAULT '[]',
  enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX identity_providers_by_tenant ON identity_providers (tenant, id);

CREATE TABLE agent_identities (
  provider_id TEXT NOT NULL,
  -- the provider's `sub`
  subject TEXT NOT NULL,
  tenant TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (provider_id, subject)
) WITHOUT ROWID;
CREATE INDEX agent_identities_by_agent ON agent_identities (tenant, agent_id);

-- Who did what to what. One chain per tenant: `hash` covers the entry and the hash before it (worker/audit/chain.ts).
-- (`audit` of 0001 was never written to.)
CREATE TABLE audit_entries (
  tenant TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- JSON of the fields that changed, without secrets and without customers' words; 'null' = there was nothing
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  -- HMAC of the hash: whoever can write here but has no key cannot make a chain anew
  seal TEXT NOT NULL,
  PRIMARY KEY (tenant, seq)
) WITHOUT ROWID;
CREATE INDEX audit_entries_by_actor ON audit_entries (tenant, actor, seq DESC);
CREATE INDEX audit_entries_by_action ON audit_entries (tenant, action, seq DESC);
CREATE INDEX audit_entries_by_subject ON audit_entries (tenant, subject, seq DESC);
CREATE TRIGGER audit_entries_never_change BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_entries_never_go BEFORE DELETE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
