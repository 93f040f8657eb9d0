-- Conversations whose words went because they were old, and how far the daily look has come.
CREATE TABLE emptied (
  tenant TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  -- the session object's id: the name of its file under `npm start`
  object_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  scrubbed_at INTEGER,
  PRIMARY KEY (tenant, conversation_id)
) WITHOUT ROWID;
CREATE INDEX emptied_unscrubbed ON emptied (at) WHERE scrubbed_at IS NULL;

-- `<last turn's time>.<conversation id>` of the last one looked at; '' = begin with the oldest
ALTER TABLE retention ADD COLUMN cursor TEXT NOT NULL DEFAULT '';
