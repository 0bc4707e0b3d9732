-- Writes the search rows of connections (docs/decisions/0013-a-million-connections.md). The texts are in lower case, so
-- the sort order does not depend on how the collation treats capitals. The searched text is normalized (NFC), because
-- its metadata may come from ReceiptHero.
--
-- PostgreSQL plans the statement for each array. A cached plan for a few rows would compare each of a hundred thousand
-- rows with every other: 87 seconds instead of 6.
CREATE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText")
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
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, "searchText" = excluded."searchText"
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing"."searchText")
      IS DISTINCT FROM (excluded.business, excluded.label, excluded."searchText")
$$;
