CREATE INDEX CONCURRENTLY "ConnectionListing_connectedAt_receiptheroId_idx" ON "ConnectionListing"("connectedAt" DESC, "receiptheroId");
