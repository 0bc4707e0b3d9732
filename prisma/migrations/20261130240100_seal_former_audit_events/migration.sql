-- The events from before the trigger, which sees all that is written by now.
INSERT INTO "AuditSeal" ("eventId") SELECT id FROM "AuditEvent" ON CONFLICT DO NOTHING;
