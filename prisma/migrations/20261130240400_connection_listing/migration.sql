-- The search rows as they should be, which a check compares with those that are there and locks nothing.
CREATE FUNCTION connection_listing(ids text[])
  RETURNS TABLE ("receiptheroId" text, business text, label text, "searchText" text) LANGUAGE sql STABLE AS $$
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           m."externalId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "Member" b JOIN "User" u ON u.id = b."userId"
             WHERE b."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           ''), NFC))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
$$;

CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText")
  SELECT "receiptheroId", business, label, "searchText" FROM connection_listing(ids)
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, "searchText" = excluded."searchText"
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing"."searchText")
      IS DISTINCT FROM (excluded.business, excluded.label, excluded."searchText")
$$;
