-- When a channel account last worked and last failed. Written at most twice a minute an account; no customers' data.
CREATE TABLE channel_health (
  account_id TEXT PRIMARY KEY,
  last_inbound_at INTEGER,
  last_outbound_at INTEGER,
  last_error_at INTEGER,
  -- the platform's code, our class of it (protocol/channels.ts) and its words
  last_error_code TEXT,
  last_error_class TEXT,
  last_error_detail TEXT
) WITHOUT ROWID;
