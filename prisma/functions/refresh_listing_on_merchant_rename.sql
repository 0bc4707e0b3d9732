CREATE FUNCTION refresh_listing_on_merchant_rename() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[NEW.id]);
  PERFORM refresh_connection_listing(
    (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = NEW.id));
  RETURN NULL;
END $$;

CREATE TRIGGER "Merchant_renamed" AFTER UPDATE OF name, "externalId" ON "Merchant" FOR EACH ROW
  WHEN ((OLD.name, OLD."externalId") IS DISTINCT FROM (NEW.name, NEW."externalId"))
  EXECUTE FUNCTION refresh_listing_on_merchant_rename();
CREATE TRIGGER "Merchant_tagged" AFTER UPDATE OF tags ON "Merchant" FOR EACH ROW WHEN (OLD.tags IS DISTINCT FROM NEW.tags)
  EXECUTE FUNCTION refresh_listing_on_merchant_rename();
