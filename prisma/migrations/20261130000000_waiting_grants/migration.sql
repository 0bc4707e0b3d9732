-- The grant of a connection of another business of the same owner waits sealed until the owner moves the connection.

ALTER TABLE "AuthorizationRequest" ADD COLUMN "sealedGrant" TEXT, ADD COLUMN "grantExpiresAt" TIMESTAMPTZ(3),
  ADD CONSTRAINT "AuthorizationRequest_grant_expires" CHECK (("sealedGrant" IS NULL) = ("grantExpiresAt" IS NULL));
CREATE INDEX "AuthorizationRequest_grantExpiresAt_idx" ON "AuthorizationRequest"("grantExpiresAt")
  WHERE "sealedGrant" IS NOT NULL;
