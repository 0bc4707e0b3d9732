-- The audit log is sealed after the fact (docs/decisions/0059-audit-seal.md). The events of before come in a migration of their
-- own, because the trigger locks writers of the audit log out until this one has ended. The indexes are built here, where
-- they are empty and nobody waits.
CREATE TABLE "AuditSeal" (
    "eventId" BIGINT NOT NULL,
    "position" BIGINT,
    "hash" BYTEA,

    CONSTRAINT "AuditSeal_pkey" PRIMARY KEY ("eventId")
);
CREATE UNIQUE INDEX "AuditSeal_position_key" ON "AuditSeal" ("position");
CREATE INDEX "AuditSeal_waiting_idx" ON "AuditSeal" ("eventId") WHERE position IS NULL;

CREATE FUNCTION await_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "AuditSeal" ("eventId") SELECT id FROM added;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuditEvent_awaits_seal" AFTER INSERT ON "AuditEvent" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION await_audit_seal();
