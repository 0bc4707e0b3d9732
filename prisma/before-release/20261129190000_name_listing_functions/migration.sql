-- Gives functions the names of what they do, and the counting of new connections a function of its own. From here on
-- prisma/functions holds the current text of every function and trigger.
ALTER FUNCTION list_changed_connection() RENAME TO refresh_listing_on_connection_update;
ALTER FUNCTION list_merchant_again() RENAME TO refresh_listing_on_merchant_rename;
ALTER FUNCTION list_colleagues_again() RENAME TO refresh_listing_on_user_change;

DROP TRIGGER "Connection_added" ON "Connection";
DROP FUNCTION list_new_connections();

CREATE FUNCTION refresh_listing_on_connection_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing((SELECT array_agg("merchantId") FROM added));
  PERFORM refresh_connection_listing((SELECT array_agg("receiptheroId") FROM added));
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_added" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION refresh_listing_on_connection_insert();

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

-- The body loses a comment, which stands above the function now.
CREATE OR REPLACE FUNCTION lock_listing(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  turn int;
BEGIN
  FOR turn IN SELECT DISTINCT hashtext(id::text) & 1023 FROM unnest(merchants) AS id WHERE id IS NOT NULL ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('lock_listing'), turn);
  END LOOP;
END $$;
