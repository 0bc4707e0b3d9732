-- Alone, because PostgreSQL builds an index without locking writers out only in a script of one statement.
CREATE INDEX CONCURRENTLY "Notification_body_to_move_idx" ON "Notification" (id) WHERE state = 'DONE' AND payload <> '{}';
