-- Reports go by the time a conversation was opened.
CREATE INDEX conversations_by_opened ON conversations (tenant, opened_at);
