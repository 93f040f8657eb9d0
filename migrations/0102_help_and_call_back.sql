-- Lists say which colleague is asked for help, and who waits to be called back. JSON as in the session (protocol/conversation.ts); NULL = nobody.
-- Conversations that have one already say so from their next change on, or after `npm run rebuild`.
ALTER TABLE conversations ADD COLUMN consult TEXT;
ALTER TABLE conversations ADD COLUMN call_back TEXT;
