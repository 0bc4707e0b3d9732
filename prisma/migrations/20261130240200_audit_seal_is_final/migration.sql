-- A seal takes no change, as its event does not.
CREATE TRIGGER "AuditSeal_is_append_only" BEFORE DELETE OR TRUNCATE ON "AuditSeal"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER "AuditSeal_is_final" BEFORE UPDATE ON "AuditSeal" FOR EACH ROW
  WHEN (OLD.position IS NOT NULL OR OLD."eventId" <> NEW."eventId") EXECUTE FUNCTION refuse_audit_change();
