-- Null: nobody resumed it. The former version leaves it so.
ALTER TABLE "BulkDisconnect" ADD COLUMN "resumedById" UUID;
