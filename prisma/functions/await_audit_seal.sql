-- Notes in the transaction of audit events that they have to be sealed. The sweep finds them when they are committed, in
-- whatever order that is, and no writer waits for it.
CREATE FUNCTION await_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AuditSeal" ("eventId") SELECT id FROM added;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuditEvent_awaits_seal" AFTER INSERT ON "AuditEvent" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION await_audit_seal();
