-- A merchant's external ID is searched like its name. No merchant has one yet, so no search row changes.

CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
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

DROP TRIGGER "Merchant_renamed" ON "Merchant";
CREATE TRIGGER "Merchant_renamed" AFTER UPDATE OF name, "externalId" ON "Merchant" FOR EACH ROW
  WHEN ((OLD.name, OLD."externalId") IS DISTINCT FROM (NEW.name, NEW."externalId"))
  EXECUTE FUNCTION refresh_listing_on_merchant_rename();
