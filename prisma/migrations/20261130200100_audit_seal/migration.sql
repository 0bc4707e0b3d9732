-- The audit log is sealed after the fact (docs/decisions/0059-audit-seal.md).
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

-- After the trigger, which also sees what is written from now on.
INSERT INTO "AuditSeal" ("eventId") SELECT id FROM "AuditEvent" ON CONFLICT DO NOTHING;
