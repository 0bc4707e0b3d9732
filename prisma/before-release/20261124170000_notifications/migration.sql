-- CreateEnum
CREATE TYPE "ConnectionHealth" AS ENUM ('healthy', 'quiet', 'gap', 'unauthorized', 'revoking', 'removed');

-- CreateEnum
CREATE TYPE "NotificationState" AS ENUM ('PENDING', 'WAITING', 'DONE', 'FAILED');

-- DropIndex
DROP INDEX "Notification_receiptheroId_firstReceivedAt_idx";

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "authorizationNumber" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "endReadAt" TIMESTAMPTZ(3),
ADD COLUMN     "gapFrom" TIMESTAMPTZ(3),
ADD COLUMN     "health" "ConnectionHealth" NOT NULL DEFAULT 'healthy',
ADD COLUMN     "quietFrom" TIMESTAMPTZ(3),
ADD COLUMN     "reportedAt" TIMESTAMPTZ(3),
ADD COLUMN     "reportedMetadata" JSONB,
ADD COLUMN     "unauthorizedReason" TEXT,
ADD COLUMN     "unauthorizedSince" TIMESTAMPTZ(3),
ADD COLUMN     "usualGap" INTEGER;

-- AlterTable
ALTER TABLE "Notification" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "authorizationNumber" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "result" TEXT,
ADD COLUMN     "retryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
ADD COLUMN     "state" "NotificationState" NOT NULL DEFAULT 'PENDING';

-- CreateTable
CREATE TABLE "Receipt" (
    "receiptheroId" TEXT NOT NULL,
    "receiptId" TEXT NOT NULL,
    "shopName" TEXT,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    "announcedAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "readyAt" TIMESTAMPTZ(3),
    "fetchedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("receiptheroId","receiptId")
);

-- CreateIndex
CREATE INDEX "Receipt_receiptheroId_firstSeenAt_receiptId_idx" ON "Receipt"("receiptheroId", "firstSeenAt" DESC, "receiptId");

-- CreateIndex
CREATE INDEX "Receipt_receiptheroId_dueAt_idx" ON "Receipt"("receiptheroId", "dueAt") WHERE ("readyAt" IS NULL);

-- CreateIndex
CREATE INDEX "Connection_quietFrom_idx" ON "Connection"("quietFrom") WHERE (health = 'healthy');

-- CreateIndex
CREATE INDEX "Connection_gapFrom_idx" ON "Connection"("gapFrom") WHERE (health IN ('healthy', 'quiet', 'gap'));

-- CreateIndex
CREATE INDEX "Connection_gap_to_come_idx" ON "Connection"("gapFrom") WHERE (health IN ('healthy', 'quiet'));

-- CreateIndex
CREATE INDEX "Notification_receiptheroId_firstReceivedAt_id_idx" ON "Notification"("receiptheroId" text_pattern_ops, "firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Notification_firstReceivedAt_id_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Notification_unprocessed_idx" ON "Notification"("state", "firstReceivedAt" DESC, "id" DESC, "type") WHERE (state IN ('PENDING', 'WAITING', 'FAILED'));

-- CreateIndex
CREATE INDEX "Notification_revocations_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type = 'oauth_authorization_revoke');

-- CreateIndex
CREATE INDEX "Notification_unknown_type_idx" ON "Notification"("firstReceivedAt" DESC, "id" DESC) WHERE (type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'));

-- CreateIndex
CREATE INDEX "Notification_receiptId_firstReceivedAt_id_idx" ON "Notification"("receiptId", "firstReceivedAt" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection"("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

ALTER TABLE "Connection"
  ADD CONSTRAINT "Connection_unauthorized_has_reason"
    CHECK (("unauthorizedSince" IS NULL) = ("unauthorizedReason" IS NULL)),
  ADD CONSTRAINT "Connection_reported_is_dated" CHECK (("reportedMetadata" IS NULL) = ("reportedAt" IS NULL));

ALTER TABLE "Notification"
  ADD CONSTRAINT "Notification_done_is_dated" CHECK (("state" = 'DONE') = ("processedAt" IS NOT NULL));

-- The health of a connection at this moment (docs/decisions/0012-health.md): the gravest of what its row tells.
CREATE FUNCTION connection_health(kept "Connection") RETURNS "ConnectionHealth" LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN kept.status = 'REMOVED' THEN 'removed'
    WHEN kept.status = 'REVOKING' THEN 'revoking'
    WHEN kept."unauthorizedSince" IS NOT NULL THEN 'unauthorized'
    WHEN kept."gapFrom" <= now() THEN 'gap'
    WHEN kept."quietFrom" <= now() THEN 'quiet'
    ELSE 'healthy'
  END::"ConnectionHealth"
$$;

-- Kept in the row, so that a million connections can be counted and filtered by it. Whoever changes a row need not
-- think of it; what only time changes, the sweep of each server brings up to date.
CREATE FUNCTION keep_connection_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.health := connection_health(NEW);
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_health" BEFORE INSERT OR UPDATE ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION keep_connection_health();

UPDATE "Connection" SET health = health;

-- Stores a notification or counts it (lib/notifications/receive.ts says what makes two of them the same). A function,
-- because its statements are planned once for each connection to the database: planning cost more than the insert.
CREATE FUNCTION receive_notification(
  kind text, connection text, receipt text, body jsonb, is_revocation boolean, is_known boolean
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number int := coalesce((SELECT "authorizationNumber" FROM "Connection" WHERE "receiptheroId" = connection), 0);
  name text := concat_ws(E'\n', kind, connection, coalesce(receipt, ''), CASE WHEN is_revocation THEN number END,
                         CASE WHEN NOT is_known THEN body END);
BEGIN
  INSERT INTO "Notification" AS kept (identity, type, "receiptheroId", "receiptId", "authorizationNumber", payload)
  VALUES (encode(sha256(convert_to(name, 'UTF8')), 'hex'), kind, connection, receipt, number, body)
  ON CONFLICT (identity) DO UPDATE SET deliveries = kept.deliveries + 1, "lastReceivedAt" = now();

  IF is_revocation THEN
    UPDATE "Notification" SET state = 'PENDING', attempts = 0, "retryAt" = now(), "processedAt" = NULL, result = NULL
     WHERE identity = encode(sha256(convert_to(name, 'UTF8')), 'hex')
       AND (result IN ('still_accepted', 'unclear') OR state = 'FAILED');
  END IF;
END $$;
