-- PostgreSQL takes the proof of the constraint, and does not read the table.
ALTER TABLE "ConnectionListing" ALTER COLUMN "connectedAt" SET NOT NULL;
ALTER TABLE "ConnectionListing" DROP CONSTRAINT "ConnectionListing_connectedAt";
