CREATE FUNCTION tally_changed_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DailyTally" (day, name, n)
    SELECT (NEW."createdAt" AT TIME ZONE 'UTC')::date, name, 1
      FROM (VALUES (CASE WHEN OLD."claimedAt" IS NULL AND NEW."claimedAt" IS NOT NULL THEN 'returned' END),
                   (CASE WHEN OLD.outcome IS NULL THEN 'outcome:' || NEW.outcome END)) event (name)
     WHERE name IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuthorizationRequest_changed" AFTER UPDATE OF "claimedAt", outcome ON "AuthorizationRequest"
  FOR EACH ROW EXECUTE FUNCTION tally_changed_request();
