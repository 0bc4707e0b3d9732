ALTER TABLE "ConnectionListing" ALTER COLUMN "connectedAt" SET NOT NULL;
