-- As refresh_connection_listing, for many connections. PostgreSQL plans the statement for each array. A cached plan for a few
-- rows would compare each of a hundred thousand rows with every other: 87 seconds instead of 6.
CREATE FUNCTION refresh_many_listings(ids text[]) RETURNS void LANGUAGE sql
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
