-- A person of a merchant without connections, as every new one is, has no row of the list to refresh: that takes
-- microseconds instead of the most part of a millisecond, which is what planning the refresh costs.
CREATE OR REPLACE FUNCTION list_colleagues_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD."merchantId" END;
  after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW."merchantId" END;
  ids text[] := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" IN (before, after));
BEGIN
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;
