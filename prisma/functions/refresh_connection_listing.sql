-- Writes the search rows of connections. For one connection PostgreSQL keeps the plan: planning took three times as long as
-- the work, and was half of the time that storing a connection took. The array in the statement has one element, so the kept
-- plan costs what a plan for the connection would cost, and PostgreSQL chooses it.
CREATE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
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
