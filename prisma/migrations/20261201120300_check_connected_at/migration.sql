ALTER TABLE "ConnectionListing" ADD CONSTRAINT "ConnectionListing_connectedAt" CHECK ("connectedAt" IS NOT NULL) NOT VALID;
