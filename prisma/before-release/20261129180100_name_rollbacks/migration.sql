-- Until now a connection that was rolled back had no `removedBy`, which texts read as "the business".
UPDATE "Connection" SET "removedBy" = 'SYSTEM' WHERE status = 'REMOVED' AND "removedBy" IS NULL;
