-- The sweep deletes what has expired, and finds it by these.
CREATE INDEX "Session_expires_idx" ON "Session"("expires");
CREATE INDEX "VerificationToken_expires_idx" ON "VerificationToken"("expires");
CREATE INDEX "EmailChange_expiresAt_idx" ON "EmailChange"("expiresAt");
CREATE INDEX "Invitation_expiresAt_idx" ON "Invitation"("expiresAt");

-- A connection that a deleted merchant left behind may have a new owner. Its former neighbours do not belong to that one.
UPDATE "Connection" newer SET "replacesId" = NULL FROM "Connection" older
 WHERE newer."replacesId" = older."receiptheroId" AND newer."merchantId" <> older."merchantId";
