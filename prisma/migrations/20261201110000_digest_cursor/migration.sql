-- A digest is queued in steps. Rows of the version before have none, and count as finished.
ALTER TABLE "DigestRun" ADD COLUMN cursor uuid;
