-- Alone, because PostgreSQL builds an index without locking writers out only in a script of one statement.
CREATE INDEX CONCURRENTLY "AuditEvent_views_idx" ON "AuditEvent" ("merchantId", id DESC) WHERE action IN ('merchant.view_started', 'merchant.view_ended');
