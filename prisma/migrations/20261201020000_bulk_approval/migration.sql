-- A bulk disconnect that waits for a second admin. The former version carries out RUNNING ones alone, so it leaves these
-- as they are.

ALTER TYPE "BulkState" ADD VALUE 'ASKED';
ALTER TYPE "BulkState" ADD VALUE 'REFUSED';
ALTER TYPE "BulkState" ADD VALUE 'WITHDRAWN';
ALTER TYPE "BulkState" ADD VALUE 'EXPIRED';
ALTER TABLE "BulkDisconnect"
  ADD COLUMN "decidedById" UUID,
  ADD COLUMN "decidedAt" TIMESTAMPTZ(3);
