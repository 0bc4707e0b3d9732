CREATE FUNCTION refresh_listing_on_connection_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing((SELECT array_agg("merchantId") FROM added));
  PERFORM refresh_connection_listing((SELECT array_agg("receiptheroId") FROM added));
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_added" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_listing_on_connection_insert();
