-- It reads the table, and locks nobody out.
ALTER TABLE "ConnectionListing" VALIDATE CONSTRAINT "ConnectionListing_connectedAt";
