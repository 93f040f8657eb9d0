-- Chunks that the present model has not read yet are found by its version.
CREATE INDEX chunks_by_model ON chunks (model);

-- What became of suggestions: for ranking, for reports and for what the model learns next. Times are epoch milliseconds.
CREATE TABLE suggestion_uses (
  tenant TEXT NOT NULL,
  suggestion_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  turn_id TEXT NOT NULL,
  used TEXT NOT NULL CHECK (used IN ('accepted', 'edited', 'refused')),
  -- JSON [name]
  intents TEXT NOT NULL,
  article_id TEXT,
  confidence REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, suggestion_id)
) WITHOUT ROWID;
CREATE INDEX suggestion_uses_by_time ON suggestion_uses (tenant, at);

-- Each suggestion counts once for its article, however often the read model hears of it.
CREATE TRIGGER suggestion_use_counts AFTER INSERT ON suggestion_uses WHEN NEW.article_id IS NOT NULL
BEGIN
  INSERT INTO article_feedback (tenant, article_id, intent, shown, used)
    SELECT NEW.tenant, NEW.article_id, value, 1, NEW.used != 'refused' FROM json_each(NEW.intents) WHERE true
    ON CONFLICT (tenant, article_id, intent) DO UPDATE SET shown = shown + 1, used = used + excluded.used;
END;

-- Answers a tenant wrote for an intent, by language and channel kind ('' = any).
CREATE TABLE reply_templates (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  intent TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX reply_templates_by_intent ON reply_templates (tenant, intent, language, channel);
