-- Link tokens that were used: each joins one identity with one host user, once. Hashes only; rows go when the token has ended.
CREATE TABLE link_uses (
  token_hash TEXT PRIMARY KEY,
  identity_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX link_uses_by_end ON link_uses (expires_at);
