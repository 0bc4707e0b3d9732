-- A merchant without connections, such as a new one, has no search rows to refresh. Checking for connections takes
-- microseconds; planning the refresh takes most of a millisecond.
--
-- The user's row is locked first, as its foreign key does later: a change of the email that runs at the same time either
-- finds the new member, or is seen here.
CREATE FUNCTION refresh_listing_on_member_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  member "Member" := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  ids text[];
BEGIN
  PERFORM FROM "User" WHERE id = member."userId" FOR KEY SHARE;
  PERFORM lock_listing(ARRAY[member."merchantId"]);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = member."merchantId");
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Member_changed" AFTER INSERT OR DELETE ON "Member"
  FOR EACH ROW EXECUTE FUNCTION refresh_listing_on_member_change();
