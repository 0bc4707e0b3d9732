-- Authorization requests count for the day on which they began, whatever becomes of them and whenever.
CREATE FUNCTION tally_new_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "DailyTally" (day, name, n)
    SELECT ("createdAt" AT TIME ZONE 'UTC')::date, name, count(*)
      FROM added, LATERAL (VALUES ('started'), (CASE WHEN "claimedAt" IS NOT NULL THEN 'returned' END),
                                  ('outcome:' || outcome)) event (name)
     WHERE name IS NOT NULL GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE TRIGGER "AuthorizationRequest_added" AFTER INSERT ON "AuthorizationRequest" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_requests();
