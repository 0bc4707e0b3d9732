-- Gives types, tables, columns and stored words the names of docs/glossary.md. No row and no index is added or lost.

-- Bulk disconnects -----------------------------------------------------------------------------------------------------

ALTER TYPE "BulkState" RENAME VALUE 'STOPPED' TO 'PAUSED';
ALTER TYPE "BulkItemState" RENAME VALUE 'ENDING' TO 'DISCONNECTING';
ALTER TYPE "BulkItemState" RENAME VALUE 'ENDED' TO 'DISCONNECTED';

ALTER TABLE "BulkRevocation" RENAME TO "BulkDisconnect";
ALTER TABLE "BulkDisconnect" RENAME CONSTRAINT "BulkRevocation_pkey" TO "BulkDisconnect_pkey";
ALTER TABLE "BulkDisconnect" RENAME COLUMN confirmed TO "confirmedCount";
ALTER INDEX "BulkRevocation_createdAt_id_idx" RENAME TO "BulkDisconnect_createdAt_id_idx";

ALTER TABLE "BulkRevocationItem" RENAME TO "BulkDisconnectItem";
ALTER TABLE "BulkDisconnectItem" RENAME CONSTRAINT "BulkRevocationItem_pkey" TO "BulkDisconnectItem_pkey";
ALTER TABLE "BulkDisconnectItem"
  RENAME CONSTRAINT "BulkRevocationItem_bulkRevocationId_fkey" TO "BulkDisconnectItem_bulkDisconnectId_fkey";
ALTER TABLE "BulkDisconnectItem" RENAME COLUMN "bulkRevocationId" TO "bulkDisconnectId";
ALTER TABLE "BulkDisconnectItem" RENAME COLUMN error TO "skipReason";
ALTER INDEX "BulkRevocationItem_bulkRevocationId_state_receiptheroId_idx"
  RENAME TO "BulkDisconnectItem_bulkDisconnectId_state_receiptheroId_idx";
ALTER INDEX "BulkRevocationItem_receiptheroId_idx" RENAME TO "BulkDisconnectItem_receiptheroId_idx";
ALTER TRIGGER "BulkRevocationItem_count_insert" ON "BulkDisconnectItem" RENAME TO "BulkDisconnectItem_count_insert";
ALTER TRIGGER "BulkRevocationItem_count_update" ON "BulkDisconnectItem" RENAME TO "BulkDisconnectItem_count_update";
ALTER TRIGGER "BulkRevocationItem_count_delete" ON "BulkDisconnectItem" RENAME TO "BulkDisconnectItem_count_delete";
UPDATE "BulkDisconnectItem" SET "skipReason" = 'granted_again' WHERE "skipReason" = 'granted_anew';
UPDATE "Counter" SET key = CASE key WHEN 'ENDING' THEN 'DISCONNECTING' ELSE 'DISCONNECTED' END
 WHERE scope LIKE 'bulk:%' AND key IN ('ENDING', 'ENDED');

-- Connections ----------------------------------------------------------------------------------------------------------

ALTER TYPE "ConnectionStatus" RENAME VALUE 'REVOKING' TO 'DISCONNECTING';
ALTER TYPE "ConnectionStatus" RENAME VALUE 'REMOVED' TO 'DISCONNECTED';
ALTER TYPE "ConnectionHealth" RENAME VALUE 'gap' TO 'overdue';
ALTER TYPE "ConnectionHealth" RENAME VALUE 'revoking' TO 'disconnecting';
ALTER TYPE "ConnectionHealth" RENAME VALUE 'removed' TO 'disconnected';
ALTER TYPE "RemovedBy" RENAME TO "DisconnectedBy";

ALTER TABLE "Connection" RENAME COLUMN "revokingSince" TO "disconnectingSince";
ALTER TABLE "Connection" RENAME COLUMN "removedAt" TO "disconnectedAt";
ALTER TABLE "Connection" RENAME COLUMN "removedBy" TO "disconnectedBy";
ALTER TABLE "Connection" RENAME COLUMN "endReadAt" TO "noticeReadAt";
ALTER TABLE "Connection" RENAME COLUMN "authorizationNumber" TO "grantNumber";
ALTER TABLE "Connection" RENAME COLUMN "usualGap" TO "typicalInterval";
ALTER TABLE "Connection" RENAME COLUMN "gapFrom" TO "overdueFrom";
ALTER TABLE "Connection" RENAME CONSTRAINT "Connection_removed_is_dated" TO "Connection_disconnected_is_dated";
ALTER TABLE "Connection" RENAME CONSTRAINT "Connection_revoking_is_dated" TO "Connection_disconnecting_is_dated";
ALTER INDEX "Connection_revokingSince_idx" RENAME TO "Connection_disconnectingSince_idx";
ALTER INDEX "Connection_gapFrom_idx" RENAME TO "Connection_overdueFrom_idx";
ALTER INDEX "Connection_gap_to_come_idx" RENAME TO "Connection_overdue_to_come_idx";
ALTER TABLE "ConnectionListing" RENAME COLUMN text TO "searchText";
ALTER INDEX "ConnectionListing_text_idx" RENAME TO "ConnectionListing_searchText_idx";

UPDATE "Counter" SET key = CASE key WHEN 'gap' THEN 'overdue' WHEN 'revoking' THEN 'disconnecting' ELSE 'disconnected' END
 WHERE scope = 'health' AND key IN ('gap', 'revoking', 'removed');
UPDATE "Counter" SET key = 'disconnected' WHERE scope LIKE 'day:%' AND key = 'ended';
ALTER TABLE "Notification" RENAME COLUMN identity TO "dedupeKey";
ALTER TABLE "Notification" RENAME COLUMN "authorizationNumber" TO "grantNumber";
ALTER INDEX "Notification_identity_key" RENAME TO "Notification_dedupeKey_key";
UPDATE "Notification" SET result = CASE result WHEN 'ended' THEN 'disconnected' ELSE 'already_disconnected' END
 WHERE result IN ('ended', 'already_removed');
-- A bulk disconnect that is not finished still reads its filter.
UPDATE "BulkDisconnect"
   SET filter = filter || jsonb_build_object(
         'status', CASE filter->>'status' WHEN 'REVOKING' THEN 'DISCONNECTING' WHEN 'REMOVED' THEN 'DISCONNECTED'
                                          ELSE filter->>'status' END,
         'health', CASE filter->>'health' WHEN 'gap' THEN 'overdue' WHEN 'revoking' THEN 'disconnecting'
                                          WHEN 'removed' THEN 'disconnected' ELSE filter->>'health' END)
 WHERE filter->>'status' IN ('REVOKING', 'REMOVED') OR filter->>'health' IN ('gap', 'revoking', 'removed');

-- Jobs that wait in the queue. A new database has no queue yet: its tables come after the migrations.
DO $$
BEGIN
  IF to_regclass('graphile_worker._private_jobs') IS NULL THEN RETURN; END IF;
  UPDATE graphile_worker._private_tasks
     SET identifier = CASE identifier WHEN 'end-connection' THEN 'disconnect' WHEN 'mail-ended' THEN 'send-disconnected-mail'
                                      ELSE 'bulk-disconnect' END
   WHERE identifier IN ('end-connection', 'mail-ended', 'revoke-in-bulk');
  UPDATE graphile_worker._private_jobs
     SET key = replace(replace(replace(key, 'end-connection:', 'disconnect:'), 'mail-ended:', 'send-disconnected-mail:'),
                       'revoke-in-bulk:', 'bulk-disconnect:'),
         payload = CASE WHEN payload->>'bulkRevocationId' IS NULL THEN payload
                        ELSE json_build_object('bulkDisconnectId', payload->>'bulkRevocationId') END;
END $$;

-- The audit log. It is append-only, so that nobody can change what happened. This changes no fact: the log keeps the same
-- events under the names that the texts know. There has been no release, so no copy of a log has the former names.
GRANT UPDATE ON "AuditEvent" TO CURRENT_USER;
ALTER TABLE "AuditEvent" DISABLE TRIGGER "AuditEvent_is_append_only";

UPDATE "AuditEvent"
   SET action = CASE action WHEN 'bulk.stopped' THEN 'bulk.paused' WHEN 'connection.ending' THEN 'connection.disconnecting'
                            WHEN 'connection.removed' THEN 'connection.disconnected' ELSE 'notifications.retried' END
 WHERE action IN ('bulk.stopped', 'connection.ending', 'connection.removed', 'notifications.reprocessed');
UPDATE "AuditEvent" SET after = (after - 'bulkRevocationId') || jsonb_build_object('bulkDisconnectId', after->'bulkRevocationId')
 WHERE after ? 'bulkRevocationId';
UPDATE "AuditEvent" SET after = (after - 'removedBy') || jsonb_build_object('disconnectedBy', after->'removedBy')
 WHERE after ? 'removedBy';
UPDATE "AuditEvent"
   SET after = after || jsonb_build_object('status', CASE after->>'status' WHEN 'REVOKING' THEN 'DISCONNECTING' ELSE 'DISCONNECTED' END)
 WHERE after->>'status' IN ('REVOKING', 'REMOVED');
UPDATE "AuditEvent" SET before = before || '{"status": "DISCONNECTING"}' WHERE before->>'status' = 'REVOKING';
UPDATE "AuditEvent" SET before = before || '{"status": "DISCONNECTED"}' WHERE before->>'status' = 'REMOVED';

ALTER TABLE "AuditEvent" ENABLE TRIGGER "AuditEvent_is_append_only";
REVOKE UPDATE ON "AuditEvent" FROM CURRENT_USER;

-- Functions. prisma/functions has their current text and says what they are for.

CREATE OR REPLACE FUNCTION connection_health(kept "Connection") RETURNS "ConnectionHealth" LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN kept.status = 'DISCONNECTED' THEN 'disconnected'
    WHEN kept.status = 'DISCONNECTING' THEN 'disconnecting'
    WHEN kept."unauthorizedSince" IS NOT NULL THEN 'unauthorized'
    WHEN kept."overdueFrom" <= now() THEN 'overdue'
    WHEN kept."quietFrom" <= now() THEN 'quiet'
    ELSE 'healthy'
  END::"ConnectionHealth"
$$;

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
  END CASE;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION receive_notification(
  kind text, connection text, receipt text, body jsonb, is_revocation boolean, is_known boolean, digest text DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number int := coalesce((SELECT "grantNumber" FROM "Connection" WHERE "receiptheroId" = connection), 0);
  name text := concat_ws(E'\n', kind, connection, coalesce(receipt, ''), CASE WHEN is_revocation THEN number END,
                         CASE WHEN NOT is_known THEN coalesce(digest, body::text) END);
BEGIN
  INSERT INTO "Notification" AS kept ("dedupeKey", type, "receiptheroId", "receiptId", "grantNumber", payload)
  VALUES (encode(sha256(convert_to(name, 'UTF8')), 'hex'), kind, connection, receipt, number, body)
  ON CONFLICT ("dedupeKey") DO UPDATE SET deliveries = kept.deliveries + 1, "lastReceivedAt" = now();

  IF is_revocation THEN
    UPDATE "Notification" SET state = 'PENDING', attempts = 0, "retryAt" = now(), "processedAt" = NULL, result = NULL
     WHERE "dedupeKey" = encode(sha256(convert_to(name, 'UTF8')), 'hex')
       AND (result IN ('still_accepted', 'unclear') OR state = 'FAILED');
  END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText")
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "User" u WHERE u."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           ''), NFC))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, "searchText" = excluded."searchText"
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing"."searchText")
      IS DISTINCT FROM (excluded.business, excluded.label, excluded."searchText")
$$;

CREATE OR REPLACE FUNCTION settle_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "BulkDisconnectItem"
     SET state = CASE NEW.status WHEN 'DISCONNECTED' THEN 'DISCONNECTED' ELSE 'SKIPPED' END::"BulkItemState",
         "skipReason" = CASE NEW.status WHEN 'DISCONNECTED' THEN NULL ELSE 'granted_again' END, at = now()
   WHERE "receiptheroId" = NEW."receiptheroId" AND state = 'DISCONNECTING';
  RETURN NULL;
END $$;
