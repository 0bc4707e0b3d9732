-- For searching within texts. It comes with PostgreSQL, and a database's owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateEnum
CREATE TYPE "BulkState" AS ENUM ('RUNNING', 'STOPPED', 'DONE');

-- CreateEnum
CREATE TYPE "BulkItemState" AS ENUM ('WAITING', 'ENDING', 'ENDED', 'SKIPPED');

-- AlterEnum
ALTER TYPE "Role" ADD VALUE 'SUPPORT';

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "disabledAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "AuthorizationRequest" ADD COLUMN     "reconnectLinkId" UUID;

-- CreateTable
CREATE TABLE "ConnectionListing" (
    "receiptheroId" TEXT NOT NULL,
    "business" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "ConnectionListing_pkey" PRIMARY KEY ("receiptheroId")
);

-- CreateTable
CREATE TABLE "ConnectionTally" (
    "id" BIGSERIAL NOT NULL,
    "health" "ConnectionHealth" NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "ConnectionTally_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DailyTally" (
    "id" BIGSERIAL NOT NULL,
    "day" DATE NOT NULL,
    "name" TEXT NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "DailyTally_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ReconnectLink" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "receiptheroId" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (now() + '7 days'::interval),
    "openedAt" TIMESTAMPTZ(3),
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ReconnectLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkRevocation" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "startedById" UUID NOT NULL,
    "state" "BulkState" NOT NULL DEFAULT 'RUNNING',
    "confirmed" INTEGER NOT NULL DEFAULT 0,
    "filter" JSONB,
    "cursor" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BulkRevocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkRevocationItem" (
    "bulkRevocationId" UUID NOT NULL,
    "receiptheroId" TEXT NOT NULL,
    "state" "BulkItemState" NOT NULL DEFAULT 'WAITING',
    "error" TEXT,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "BulkRevocationItem_pkey" PRIMARY KEY ("bulkRevocationId","receiptheroId")
);

-- CreateIndex
CREATE INDEX "ConnectionListing_business_receiptheroId_idx" ON "ConnectionListing"("business", "receiptheroId");

-- CreateIndex
CREATE INDEX "ConnectionListing_label_receiptheroId_idx" ON "ConnectionListing"("label", "receiptheroId");

-- CreateIndex
CREATE INDEX "ConnectionListing_text_idx" ON "ConnectionListing" USING GIN ("text" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "DailyTally_day_idx" ON "DailyTally"("day");

-- CreateIndex
CREATE UNIQUE INDEX "ReconnectLink_tokenHash_key" ON "ReconnectLink"("tokenHash");

-- CreateIndex
CREATE INDEX "ReconnectLink_receiptheroId_createdAt_idx" ON "ReconnectLink"("receiptheroId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ReconnectLink_createdById_idx" ON "ReconnectLink"("createdById");

-- CreateIndex
CREATE INDEX "BulkRevocation_createdAt_id_idx" ON "BulkRevocation"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "BulkRevocationItem_bulkRevocationId_state_receiptheroId_idx" ON "BulkRevocationItem"("bulkRevocationId", "state", "receiptheroId");

-- CreateIndex
CREATE INDEX "User_createdAt_id_idx" ON "User"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "User_email_search_idx" ON "User" USING GIN ("email" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Merchant_createdAt_id_idx" ON "Merchant"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "Merchant_name_search_idx" ON "Merchant" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "Connection_connectedAt_receiptheroId_idx" ON "Connection"("connectedAt" DESC, "receiptheroId");

-- CreateIndex
CREATE INDEX "Connection_health_connectedAt_receiptheroId_idx" ON "Connection"("health", "connectedAt" DESC, "receiptheroId");

-- CreateIndex
CREATE INDEX "Connection_revokingSince_idx" ON "Connection"("revokingSince") WHERE (health = 'revoking');

-- CreateIndex
CREATE INDEX "Connection_unauthorizedSince_idx" ON "Connection"("unauthorizedSince") WHERE (health = 'unauthorized');

-- CreateIndex
CREATE INDEX "AuthorizationRequest_reconnectLinkId_idx" ON "AuthorizationRequest"("reconnectLinkId");

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_id_idx" ON "AuditEvent"("actorId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_action_id_idx" ON "AuditEvent"("action", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_at_idx" ON "AuditEvent"("at");

-- CreateIndex
CREATE INDEX "AuditEvent_actorId_action_id_idx" ON "AuditEvent"("actorId", "action", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_id_idx" ON "AuditEvent"("actorType", "id" DESC) WHERE ("actorId" IS NULL);

-- CreateIndex
CREATE INDEX "AuditEvent_actorType_action_id_idx" ON "AuditEvent"("actorType", "action", "id" DESC) WHERE ("actorId" IS NULL);

-- CreateIndex
CREATE INDEX "User_staff_idx" ON "User"("createdAt" DESC, "id") WHERE (role <> 'MERCHANT');

-- CreateIndex
CREATE INDEX "User_disabled_idx" ON "User"("createdAt" DESC, "id") WHERE ("disabledAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "User_name_search_idx" ON "User" USING GIN ("name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "AuthorizationRequest_claimedAt_idx" ON "AuthorizationRequest"("claimedAt") WHERE (outcome IS NULL AND "claimedAt" IS NOT NULL);

-- CreateIndex
CREATE INDEX "BulkRevocationItem_receiptheroId_idx" ON "BulkRevocationItem"("receiptheroId") WHERE (state = 'ENDING');

-- AddForeignKey
ALTER TABLE "ConnectionListing" ADD CONSTRAINT "ConnectionListing_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReconnectLink" ADD CONSTRAINT "ReconnectLink_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ReconnectLink" ADD CONSTRAINT "ReconnectLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BulkRevocationItem" ADD CONSTRAINT "BulkRevocationItem_bulkRevocationId_fkey" FOREIGN KEY ("bulkRevocationId") REFERENCES "BulkRevocation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthorizationRequest" ADD CONSTRAINT "AuthorizationRequest_reconnectLinkId_fkey" FOREIGN KEY ("reconnectLinkId") REFERENCES "ReconnectLink"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

-- The list's own row of a connection (docs/decisions/0013-a-million-connections.md). Sorted by texts in lower case, so
-- that the order is the same whatever the database's collation thinks of capitals.
CREATE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, text)
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "User" u WHERE u."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           ''))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, text = excluded.text
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing".text)
      IS DISTINCT FROM (excluded.business, excluded.label, excluded.text)
$$;

CREATE FUNCTION list_new_connections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_connection_listing((SELECT array_agg("receiptheroId") FROM added));
  INSERT INTO "ConnectionTally" (health, n) SELECT health, count(*) FROM added GROUP BY health;
  INSERT INTO "DailyTally" (day, name, n)
    SELECT (at AT TIME ZONE 'UTC')::date, name, count(*)
      FROM (SELECT "connectedAt" AS at, 'connected' AS name FROM added
            UNION ALL SELECT "removedAt", 'ended' FROM added WHERE "removedAt" IS NOT NULL) event
     GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_added" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION list_new_connections();

CREATE FUNCTION list_changed_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_connection_listing(ARRAY[NEW."receiptheroId"]);
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_changed" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD.label, OLD."merchantId", OLD."partnerMetadata") IS DISTINCT FROM
        (NEW.label, NEW."merchantId", NEW."partnerMetadata"))
  EXECUTE FUNCTION list_changed_connection();

CREATE FUNCTION tally_changed_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO "ConnectionTally" (health, n) VALUES (OLD.health, -1);
    RETURN NULL;
  END IF;
  INSERT INTO "ConnectionTally" (health, n) VALUES (OLD.health, -1), (NEW.health, 1);
  IF NEW.health = 'removed' OR OLD.health = 'removed' THEN
    INSERT INTO "DailyTally" (day, name, n)
    VALUES ((now() AT TIME ZONE 'UTC')::date, CASE NEW.health WHEN 'removed' THEN 'ended' ELSE 'connected' END, 1);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_tallied" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.health IS DISTINCT FROM NEW.health) EXECUTE FUNCTION tally_changed_connection();
CREATE TRIGGER "Connection_deleted" AFTER DELETE ON "Connection" FOR EACH ROW EXECUTE FUNCTION tally_changed_connection();

CREATE FUNCTION list_merchant_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refresh_connection_listing(
    (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = NEW.id));
  RETURN NULL;
END $$;

CREATE TRIGGER "Merchant_renamed" AFTER UPDATE OF name ON "Merchant" FOR EACH ROW
  WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION list_merchant_again();

-- A person of a merchant without connections, as every new one is, has no row of the list to refresh: that takes
-- microseconds instead of the most part of a millisecond, which is what planning the refresh costs.
CREATE FUNCTION list_colleagues_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD."merchantId" END;
  after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW."merchantId" END;
  ids text[] := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" IN (before, after));
BEGIN
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "User_added" AFTER INSERT OR DELETE ON "User" FOR EACH ROW EXECUTE FUNCTION list_colleagues_again();
CREATE TRIGGER "User_changed" AFTER UPDATE OF email, "merchantId" ON "User" FOR EACH ROW
  WHEN ((OLD.email, OLD."merchantId") IS DISTINCT FROM (NEW.email, NEW."merchantId"))
  EXECUTE FUNCTION list_colleagues_again();

-- Authorization requests count for the day on which they began, whatever becomes of them and whenever.
CREATE FUNCTION tally_new_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DailyTally" (day, name, n)
    SELECT ("createdAt" AT TIME ZONE 'UTC')::date, name, count(*)
      FROM added, LATERAL (VALUES ('started'), (CASE WHEN "claimedAt" IS NOT NULL THEN 'returned' END),
                                  ('outcome:' || outcome)) event (name)
     WHERE name IS NOT NULL GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuthorizationRequest_added" AFTER INSERT ON "AuthorizationRequest" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_requests();

CREATE FUNCTION tally_changed_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DailyTally" (day, name, n)
    SELECT (NEW."createdAt" AT TIME ZONE 'UTC')::date, name, 1
      FROM (VALUES (CASE WHEN OLD."claimedAt" IS NULL AND NEW."claimedAt" IS NOT NULL THEN 'returned' END),
                   (CASE WHEN OLD.outcome IS NULL THEN 'outcome:' || NEW.outcome END)) event (name)
     WHERE name IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuthorizationRequest_changed" AFTER UPDATE OF "claimedAt", outcome ON "AuthorizationRequest"
  FOR EACH ROW EXECUTE FUNCTION tally_changed_request();

-- The result of an item follows its connection, whatever brings the ending to an end: a job, a notification, a new grant.
CREATE FUNCTION settle_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "BulkRevocationItem"
     SET state = CASE NEW.status WHEN 'REMOVED' THEN 'ENDED' ELSE 'SKIPPED' END::"BulkItemState",
         error = CASE NEW.status WHEN 'REMOVED' THEN NULL ELSE 'granted_anew' END, at = now()
   WHERE "receiptheroId" = NEW."receiptheroId" AND state = 'ENDING';
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_settled" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.status = 'REVOKING' AND NEW.status <> 'REVOKING') EXECUTE FUNCTION settle_bulk_items();

-- The admin's list by last notification, with those that never had one at the end: alone, and within a health. Prisma's
-- schema cannot say NULLS LAST (prisma/drift.test.ts knows of these).
CREATE INDEX "Connection_last_notification_idx"
  ON "Connection" ("lastNotificationAt" DESC NULLS LAST, "receiptheroId");
CREATE INDEX "Connection_health_last_notification_idx"
  ON "Connection" (health, "lastNotificationAt" DESC NULLS LAST, "receiptheroId");

-- Adds up what the triggers wrote. Several servers may try at once: one does it.
CREATE FUNCTION compact_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('compact_tallies')) THEN RETURN; END IF;
  IF (SELECT count(*) FROM "ConnectionTally") > 60 THEN
    WITH gone AS (DELETE FROM "ConnectionTally" RETURNING health, n)
    INSERT INTO "ConnectionTally" (health, n) SELECT health, sum(n) FROM gone GROUP BY health;
  END IF;
  WITH crowded AS (SELECT day, name FROM "DailyTally" GROUP BY day, name HAVING count(*) > 1),
       gone AS (DELETE FROM "DailyTally" t USING crowded c WHERE (t.day, t.name) = (c.day, c.name)
                RETURNING t.day, t.name, t.n)
  INSERT INTO "DailyTally" (day, name, n) SELECT day, name, sum(n) FROM gone GROUP BY day, name;
END $$;

-- What was there before.
SELECT refresh_connection_listing((SELECT array_agg("receiptheroId") FROM "Connection"));
INSERT INTO "ConnectionTally" (health, n) SELECT health, count(*) FROM "Connection" GROUP BY health;
INSERT INTO "DailyTally" (day, name, n)
  SELECT (at AT TIME ZONE 'UTC')::date, name, count(*)
    FROM (SELECT "connectedAt" AS at, 'connected' AS name FROM "Connection"
          UNION ALL SELECT "removedAt", 'ended' FROM "Connection" WHERE "removedAt" IS NOT NULL
          UNION ALL SELECT "createdAt", 'started' FROM "AuthorizationRequest"
          UNION ALL SELECT "createdAt", 'returned' FROM "AuthorizationRequest" WHERE "claimedAt" IS NOT NULL
          UNION ALL SELECT "createdAt", 'outcome:' || outcome FROM "AuthorizationRequest" WHERE outcome IS NOT NULL) event
   GROUP BY 1, 2;
