CREATE FUNCTION tally_new_connections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "ConnectionTally" (health, n) SELECT health, count(*) FROM added GROUP BY health;
  INSERT INTO "DailyTally" (day, name, n)
    SELECT (at AT TIME ZONE 'UTC')::date, name, count(*)
      FROM (SELECT "connectedAt" AS at, 'connected' AS name FROM added
            UNION ALL SELECT "removedAt", 'ended' FROM added WHERE "removedAt" IS NOT NULL) event
     GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_counted" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_connections();
