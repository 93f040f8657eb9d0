-- Letters that carry on a conversation of the widget: which thread leads back where. Times are epoch milliseconds.
CREATE TABLE mail_threads (
  tenant TEXT NOT NULL,
  -- the part of the plus address that names the thread
  thread_id TEXT NOT NULL,
  -- whom we wrote to, lower case: only a proven letter from there is taken back
  email TEXT NOT NULL,
  account_id TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, thread_id, email)
) WITHOUT ROWID;
