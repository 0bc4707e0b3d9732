-- Imports of connections that another integration made (docs/decisions/0047-imports.md).

CREATE TYPE "ImportState" AS ENUM ('RECEIVING', 'QUEUED', 'RUNNING', 'DONE', 'FAILED');
CREATE TYPE "ImportLineState" AS ENUM ('WAITING', 'IMPORTED', 'UPDATED', 'UNCHANGED', 'REFUSED');

CREATE TABLE "Import" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "startedByType" "ActorType" NOT NULL,
    "startedById" UUID NOT NULL,
    "state" "ImportState" NOT NULL DEFAULT 'RECEIVING',
    "callId" UUID,
    "failure" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "lastArrivalAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "receivedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Import_failure" CHECK (("failure" IS NOT NULL) = ("state" = 'FAILED')),
    CONSTRAINT "Import_finished" CHECK (("finishedAt" IS NOT NULL) = ("state" IN ('DONE', 'FAILED')))
);

CREATE UNIQUE INDEX "Import_callId_key" ON "Import"("callId");
CREATE INDEX "Import_createdAt_id_idx" ON "Import"("createdAt" DESC, "id");
CREATE INDEX "Import_finishedAt_idx" ON "Import"("finishedAt");
CREATE INDEX "Import_lastArrivalAt_idx" ON "Import"("lastArrivalAt") WHERE (state = 'RECEIVING');

CREATE TABLE "ImportLine" (
    "importId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "ImportLineState" NOT NULL DEFAULT 'WAITING',
    "externalId" TEXT,
    "receiptheroId" TEXT,
    "sealedLine" TEXT,
    "error" TEXT,
    "field" TEXT,

    CONSTRAINT "ImportLine_pkey" PRIMARY KEY ("importId", "number"),
    CONSTRAINT "ImportLine_sealed" CHECK (("sealedLine" IS NOT NULL) = ("state" = 'WAITING')),
    CONSTRAINT "ImportLine_error" CHECK (("error" IS NOT NULL) = ("state" = 'REFUSED'))
);

CREATE INDEX "ImportLine_importId_state_number_idx" ON "ImportLine"("importId", "state", "number");

ALTER TABLE "ImportLine" ADD CONSTRAINT "ImportLine_importId_fkey"
  FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE OR REPLACE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_TABLE_NAME || ' ' || TG_OP
    WHEN 'Connection INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT scope, key, count(*)
        FROM added, LATERAL (VALUES ('health', health::text), (day_scope("connectedAt"), 'connected'),
                                    (day_scope("disconnectedAt"), 'disconnected')) counted (scope, key)
       WHERE scope IS NOT NULL GROUP BY scope, key;

    WHEN 'Connection UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1), ('health', NEW.health, 1);
      IF 'disconnected' IN (OLD.health, NEW.health) THEN
        INSERT INTO "Counter" (scope, key, delta)
        VALUES (day_scope(now()), CASE NEW.health WHEN 'disconnected' THEN 'disconnected' ELSE 'connected' END, 1);
      END IF;

    WHEN 'Connection DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1);

    -- An authorization request counts for the day on which it began, whatever becomes of it and whenever.
    WHEN 'AuthorizationRequest INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope("createdAt"), key, count(*)
        FROM added, LATERAL (VALUES ('started'), (CASE WHEN "claimedAt" IS NOT NULL THEN 'returned' END),
                                    ('outcome:' || outcome)) counted (key)
       WHERE key IS NOT NULL GROUP BY 1, 2;

    WHEN 'AuthorizationRequest UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope(NEW."createdAt"), key, 1
        FROM (VALUES (CASE WHEN OLD."claimedAt" IS NULL AND NEW."claimedAt" IS NOT NULL THEN 'returned' END),
                     (CASE WHEN OLD.outcome IS NULL THEN 'outcome:' || NEW.outcome END)) counted (key)
       WHERE key IS NOT NULL;

    WHEN 'BulkDisconnectItem INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'bulk:' || "bulkDisconnectId", state, count(*) FROM added GROUP BY "bulkDisconnectId", state;

    WHEN 'BulkDisconnectItem UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      VALUES ('bulk:' || NEW."bulkDisconnectId", OLD.state, -1), ('bulk:' || NEW."bulkDisconnectId", NEW.state, 1);

    WHEN 'BulkDisconnectItem DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('bulk:' || OLD."bulkDisconnectId", OLD.state, -1);

    WHEN 'ImportLine INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, count(*) FROM added GROUP BY "importId", state;

    WHEN 'ImportLine UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, sum(delta)
        FROM (SELECT "importId", state, -1 AS delta FROM removed UNION ALL SELECT "importId", state, 1 FROM added) changed
       GROUP BY "importId", state HAVING sum(delta) <> 0;

    WHEN 'ImportLine DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, -count(*) FROM removed GROUP BY "importId", state;
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "ImportLine_count_insert" AFTER INSERT ON "ImportLine" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "ImportLine_count_update" AFTER UPDATE ON "ImportLine" REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "ImportLine_count_delete" AFTER DELETE ON "ImportLine" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
