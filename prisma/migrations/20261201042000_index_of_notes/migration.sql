-- Alone, because PostgreSQL builds an index without locking writers out only in a script of one statement.
CREATE INDEX CONCURRENTLY "Note_text_idx" ON "Note" USING GIN ("text" gin_trgm_ops);
