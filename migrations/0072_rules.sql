-- Automation rules and what they did. Times are epoch milliseconds.
CREATE TABLE automation_rules (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  event TEXT NOT NULL,
  -- JSON {all: [condition], any: [condition]} and JSON [action] (protocol/automation.ts)
  conditions TEXT NOT NULL,
  actions TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 0,
  -- rules of an event are looked at from the lowest on
  position INTEGER NOT NULL DEFAULT 0,
  -- 1 = when it fits, later rules are not looked at
  stops INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

-- A row before anything is done, so that a crash leaves something to go on with. `rule_id` '!csat' = a survey is to be asked for.
CREATE TABLE automation_runs (
  tenant TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  -- JSON [rule id], the rules that led to the event
  cause TEXT NOT NULL DEFAULT '[]',
  -- order within one telling
  place INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'stopped', 'limited', 'gone')),
  -- JSON [{action, outcome}]
  outcome TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant, rule_id, event_id)
) WITHOUT ROWID;
CREATE INDEX automation_runs_due ON automation_runs (at) WHERE state = 'due';
CREATE INDEX automation_runs_by_rule ON automation_runs (tenant, rule_id, at);
CREATE INDEX automation_runs_by_conversation ON automation_runs (tenant, conversation_id, rule_id, at);
