-- Reports that answer at once: what is known of each conversation, and its sums by day and month. All of it is made of the read model and
-- can be made anew from it at any time. Times are epoch milliseconds; days and months are cut at the tenant's offset from UTC.
ALTER TABLE tenants ADD COLUMN report_offset_min INTEGER NOT NULL DEFAULT 480;

-- Conversations of which something changed since their facts were taken.
CREATE TABLE report_marks (
  tenant TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  PRIMARY KEY (tenant, conversation_id)
) WITHOUT ROWID;

-- One row a conversation: what reports count of it, without anybody's words. NULL times = it did not come to that.
CREATE TABLE report_facts (
  tenant TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  id TEXT NOT NULL,
  team_id TEXT,
  agent_id TEXT NOT NULL,
  channel_kind TEXT NOT NULL,
  -- JSON [name]
  intents TEXT NOT NULL,
  labels TEXT NOT NULL,
  resolved INTEGER NOT NULL,
  reopened INTEGER NOT NULL,
  first_reply_ms INTEGER,
  wait_ms INTEGER,
  handle_ms INTEGER,
  resolution_ms INTEGER,
  messages INTEGER NOT NULL,
  agent_replies INTEGER NOT NULL,
  bot_replies INTEGER NOT NULL,
  score REAL,
  canned INTEGER NOT NULL,
  -- suggestions that an agent sent as they stood, sent changed, and refused
  accepted INTEGER NOT NULL,
  edited INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  PRIMARY KEY (tenant, opened_at, id)
) WITHOUT ROWID;

-- `marked` rises with every change of a conversation opened that day; its sums are right when `built` says the same.
CREATE TABLE report_days (
  tenant TEXT NOT NULL,
  -- days since 1970-01-01 by the tenant's offset
  day INTEGER NOT NULL,
  marked INTEGER NOT NULL,
  built INTEGER NOT NULL DEFAULT 0,
  built_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, day)
) WITHOUT ROWID;
CREATE INDEX report_days_stale ON report_days (tenant, day) WHERE marked <> built;

-- A month's sums are right when `built` is the sum of its days' `marked`.
CREATE TABLE report_months (
  tenant TEXT NOT NULL,
  cube TEXT NOT NULL,
  -- months since January of year 0
  month INTEGER NOT NULL,
  built INTEGER NOT NULL,
  PRIMARY KEY (tenant, cube, month)
) WITHOUT ROWID;

CREATE TABLE report_cells (
  tenant TEXT NOT NULL,
  -- what `key` names: day, team, agent, channel, intent, label
  cube TEXT NOT NULL,
  span TEXT NOT NULL CHECK (span IN ('day', 'month')),
  at INTEGER NOT NULL,
  -- '' = all teams together
  team TEXT NOT NULL,
  key TEXT NOT NULL,
  -- JSON (worker/analytics/cell.ts): sums and histograms
  figures TEXT NOT NULL,
  PRIMARY KEY (tenant, cube, span, at, team, key)
) WITHOUT ROWID;

CREATE INDEX canned_uses_by_conversation ON canned_uses (tenant, conversation_id);
CREATE INDEX suggestion_uses_by_conversation ON suggestion_uses (tenant, conversation_id);

-- Not INSERT OR IGNORE: within a trigger SQLite follows the conflict clause of the statement that fired it, and an upsert's lets this one fail.
CREATE TRIGGER report_marks_conversation_new AFTER INSERT ON conversations
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.id);
END;
CREATE TRIGGER report_marks_conversation_changed AFTER UPDATE ON conversations
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.id);
END;
CREATE TRIGGER report_marks_turn_new AFTER INSERT ON turns_index
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.conversation_id);
END;
CREATE TRIGGER report_marks_turn_changed AFTER UPDATE ON turns_index
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.conversation_id);
  INSERT INTO report_marks SELECT OLD.tenant, OLD.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = OLD.tenant AND conversation_id = OLD.conversation_id);
END;
CREATE TRIGGER report_marks_event AFTER INSERT ON events WHEN NEW.conversation_id IS NOT NULL
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.conversation_id);
END;
CREATE TRIGGER report_marks_canned AFTER INSERT ON canned_uses
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.conversation_id);
END;
CREATE TRIGGER report_marks_suggestion AFTER INSERT ON suggestion_uses
BEGIN
  INSERT INTO report_marks SELECT NEW.tenant, NEW.conversation_id WHERE NOT EXISTS (SELECT 1 FROM report_marks WHERE tenant = NEW.tenant AND conversation_id = NEW.conversation_id);
END;
-- A conversation that is erased is in no report any more, from this moment on.
CREATE TRIGGER report_facts_erased AFTER DELETE ON conversations
BEGIN
  DELETE FROM report_marks WHERE tenant = OLD.tenant AND conversation_id = OLD.id;
  DELETE FROM report_facts WHERE tenant = OLD.tenant AND opened_at = OLD.opened_at AND id = OLD.id;
  INSERT INTO report_days (tenant, day, marked)
    SELECT OLD.tenant, (OLD.opened_at + 60000 * coalesce((SELECT report_offset_min FROM tenants WHERE id = OLD.tenant), 480)) / 86400000, 1 WHERE true
    ON CONFLICT (tenant, day) DO UPDATE SET marked = marked + 1;
END;

INSERT INTO report_marks SELECT tenant, id FROM conversations;
