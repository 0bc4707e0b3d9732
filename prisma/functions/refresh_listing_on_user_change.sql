CREATE FUNCTION refresh_listing_on_user_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  merchants uuid[] := (SELECT array_agg("merchantId") FROM "Member" WHERE "userId" = NEW.id);
  ids text[];
BEGIN
  PERFORM lock_listing(merchants);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = ANY (merchants));
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "User_changed" AFTER UPDATE OF email ON "User" FOR EACH ROW
  WHEN (OLD.email IS DISTINCT FROM NEW.email)
  EXECUTE FUNCTION refresh_listing_on_user_change();
