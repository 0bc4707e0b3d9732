-- The audit log is append-only, even for the application's own role. The privileges prevent changes by a role. This
-- trigger also prevents changes by the owner or a superuser. A seal is written once, when its event gets its position.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "AuditEvent_is_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER "AuditSeal_is_append_only" BEFORE DELETE OR TRUNCATE ON "AuditSeal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER "AuditSeal_is_final" BEFORE UPDATE ON "AuditSeal" FOR EACH ROW
  WHEN (OLD.position IS NOT NULL OR OLD."eventId" <> NEW."eventId") EXECUTE FUNCTION refuse_audit_change();
