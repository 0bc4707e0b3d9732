-- A merchant without connections, such as a new one, has no search rows to refresh. Checking for connections takes
-- microseconds; planning the refresh takes most of a millisecond.
CREATE FUNCTION refresh_listing_on_user_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD."merchantId" END;
  after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW."merchantId" END;
  ids text[];
BEGIN
  PERFORM lock_listing(ARRAY[before, after]);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" IN (before, after));
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "User_added" AFTER INSERT OR DELETE ON "User"
  FOR EACH ROW EXECUTE FUNCTION refresh_listing_on_user_change();
CREATE TRIGGER "User_changed" AFTER UPDATE OF email, "merchantId" ON "User" FOR EACH ROW
  WHEN ((OLD.email, OLD."merchantId") IS DISTINCT FROM (NEW.email, NEW."merchantId"))
  EXECUTE FUNCTION refresh_listing_on_user_change();
