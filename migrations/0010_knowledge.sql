-- The knowledge base: articles with versions, chunks for search, a full-text index over segmented text, vectors as int8 blobs.
CREATE TABLE articles (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  language TEXT NOT NULL,
  category TEXT NOT NULL DEFAULT '',
  audience TEXT NOT NULL DEFAULT 'public' CHECK (audience IN ('public', 'agents')),
  status TEXT NOT NULL DEFAULT 'published' CHECK (status IN ('draft', 'published', 'archived')),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  format TEXT NOT NULL DEFAULT 'markdown' CHECK (format IN ('markdown', 'html', 'text')),
  source TEXT NOT NULL DEFAULT '',
  intents TEXT NOT NULL DEFAULT '[]',
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE INDEX articles_by_update ON articles (tenant, updated_at DESC);

CREATE TABLE article_versions (
  tenant TEXT NOT NULL,
  article_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  PRIMARY KEY (tenant, article_id, version)
) WITHOUT ROWID;

CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  article_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  -- int8[d] of the model named in `model`, or NULL when it was not embedded
  vector BLOB,
  -- uint8[k], what the intent model makes of the chunk (probability * 255)
  intents BLOB,
  model TEXT NOT NULL DEFAULT ''
);
CREATE INDEX chunks_by_article ON chunks (tenant, article_id, position);

-- Contentless: holds only the index over segmented text; rowid = chunks.id. `tenant` carries one token per tenant.
CREATE VIRTUAL TABLE chunk_index USING fts5(
  tenant, words, concepts,
  content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- Raised by every change: isolates compare it and load what changed.
CREATE TABLE knowledge_versions (tenant TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE synonyms (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

-- Which article helped for which intent: agents' clicks and sent suggestions.
CREATE TABLE article_feedback (
  tenant TEXT NOT NULL,
  article_id TEXT NOT NULL,
  intent TEXT NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, article_id, intent)
) WITHOUT ROWID;

CREATE TABLE import_jobs (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  total INTEGER NOT NULL,
  done INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  -- JSON [{line, name, reason}], the first 1 000
  skipped TEXT NOT NULL DEFAULT '[]',
  skipped_count INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

-- Document frequencies of the index: tokens that most chunks hold are not asked for.
CREATE VIRTUAL TABLE chunk_terms USING fts5vocab(chunk_index, col);
