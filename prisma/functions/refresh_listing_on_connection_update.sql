CREATE FUNCTION refresh_listing_on_connection_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[OLD."merchantId", NEW."merchantId"]);
  PERFORM refresh_connection_listing(ARRAY[NEW."receiptheroId"]);
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_changed" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD.label, OLD."merchantId", OLD."partnerMetadata", OLD."connectedAt") IS DISTINCT FROM
        (NEW.label, NEW."merchantId", NEW."partnerMetadata", NEW."connectedAt"))
  EXECUTE FUNCTION refresh_listing_on_connection_update();
CREATE TRIGGER "Connection_tagged" AFTER UPDATE OF tags ON "Connection" FOR EACH ROW WHEN (OLD.tags IS DISTINCT FROM NEW.tags)
  EXECUTE FUNCTION refresh_listing_on_connection_update();
