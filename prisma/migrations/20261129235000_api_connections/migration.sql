-- When a connection last changed, by which the API lists changes, and the partner's own number of a merchant.

ALTER TABLE "Connection" ADD COLUMN "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now();
CREATE INDEX "Connection_updatedAt_receiptheroId_idx" ON "Connection"("updatedAt", "receiptheroId");

CREATE FUNCTION note_connection_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."updatedAt" := now();
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_updated" BEFORE UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD."merchantId", OLD.label, OLD.scopes, OLD."partnerMetadata", OLD."reportedMetadata", OLD.health,
         OLD."grantNumber", OLD."unauthorizedReason", OLD."revocationError") IS DISTINCT FROM
        (NEW."merchantId", NEW.label, NEW.scopes, NEW."partnerMetadata", NEW."reportedMetadata", NEW.health,
         NEW."grantNumber", NEW."unauthorizedReason", NEW."revocationError"))
  EXECUTE FUNCTION note_connection_update();

ALTER TABLE "Merchant" ADD COLUMN "externalId" TEXT;
CREATE UNIQUE INDEX "Merchant_externalId_key" ON "Merchant"("externalId");
