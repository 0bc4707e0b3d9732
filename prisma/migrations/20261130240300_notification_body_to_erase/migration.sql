-- Alone, because PostgreSQL builds an index without locking writers out only in a script of one statement.
CREATE INDEX CONCURRENTLY "Notification_body_to_erase_idx" ON "Notification" ("firstReceivedAt") WHERE state = 'WAITING' AND payload <> '{}';
