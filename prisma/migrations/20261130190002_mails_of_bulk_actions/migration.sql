-- The emails of a bulk action: they wait while it is paused, and it is done when none waits.
ALTER TABLE "UserMail" ADD COLUMN "bulkDisconnectId" UUID;
CREATE INDEX "UserMail_bulk_idx" ON "UserMail"("bulkDisconnectId") WHERE "bulkDisconnectId" IS NOT NULL AND state = 'WAITING';
