-- An import is kept before it is acknowledged, and goes on in steps that anybody may do: what is not written yet lies here, part by part.
CREATE TABLE import_parts (
  tenant TEXT NOT NULL,
  job_id TEXT NOT NULL,
  part INTEGER NOT NULL,
  -- JSON list of articles, no id twice
  articles TEXT NOT NULL,
  -- how often it was begun
  tries INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant, job_id, part)
);
CREATE INDEX import_parts_by_age ON import_parts (at);
ALTER TABLE import_jobs ADD COLUMN started_by TEXT NOT NULL DEFAULT '';
-- whoever is at it has it until then, epoch ms
ALTER TABLE import_jobs ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX import_jobs_running ON import_jobs (lease_until) WHERE state = 'running';
