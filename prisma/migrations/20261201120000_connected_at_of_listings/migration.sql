-- The search rows get the time by which the list is sorted first (docs/decisions/0080-sort-where-the-text-is.md). The rows that
-- are here get it in the next migration.

-- Running servers wait for this migration, so it gives up early, and is tried again.
SET LOCAL lock_timeout = '3s';

-- First, because a server locks these tables in the same order. It waits for each change of a connection that has begun, and lets
-- none begin before this migration ends. Otherwise a function of the former version could still write a row without the time.
CREATE OR REPLACE TRIGGER "Connection_changed" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD.label, OLD."merchantId", OLD."partnerMetadata", OLD."connectedAt") IS DISTINCT FROM
        (NEW.label, NEW."merchantId", NEW."partnerMetadata", NEW."connectedAt"))
  EXECUTE FUNCTION refresh_listing_on_connection_update();

ALTER TABLE "ConnectionListing" ADD COLUMN "connectedAt" TIMESTAMPTZ(3);

-- As refresh_connection_listing, for many connections. PostgreSQL plans the statement for each array. A cached plan for a few
-- rows would compare each of a hundred thousand rows with every other: 87 seconds instead of 6.
CREATE OR REPLACE FUNCTION refresh_many_listings(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText", "connectedAt")
  SELECT "receiptheroId", want.business, want.label, want."searchText", c."connectedAt"
    FROM connection_listing(ids) want JOIN "Connection" c USING ("receiptheroId")
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, "searchText" = excluded."searchText",
        "connectedAt" = excluded."connectedAt"
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing"."searchText",
           "ConnectionListing"."connectedAt")
      IS DISTINCT FROM (excluded.business, excluded.label, excluded."searchText", excluded."connectedAt")
$$;

-- Writes the search rows of connections. For one connection PostgreSQL keeps the plan: planning took three times as long as
-- the work, and was half of the time that storing a connection took. The array in the statement has one element, so the kept
-- plan costs what a plan for the connection would cost, and PostgreSQL chooses it.
CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one text := ids[1];
BEGIN
  IF cardinality(ids) > 1 THEN
    PERFORM refresh_many_listings(ids);
    RETURN;
  END IF;
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText", "connectedAt")
  SELECT "receiptheroId", want.business, want.label, want."searchText", c."connectedAt"
    FROM connection_listing(ARRAY[one]) want JOIN "Connection" c USING ("receiptheroId")
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, "searchText" = excluded."searchText",
        "connectedAt" = excluded."connectedAt"
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing"."searchText",
           "ConnectionListing"."connectedAt")
      IS DISTINCT FROM (excluded.business, excluded.label, excluded."searchText", excluded."connectedAt");
END $$;
