-- Addresses are stored and compared in lower case. An address stays as it is if its lower case form has an account.
UPDATE "User" AS kept SET email = lower(email)
 WHERE email <> lower(email)
   AND NOT EXISTS (SELECT FROM "User" other WHERE lower(other.email) = lower(kept.email) AND other.id <> kept.id);
UPDATE "EmailChange" SET email = lower(email) WHERE email <> lower(email);
UPDATE "Invitation" SET email = lower(email) WHERE email <> lower(email);

-- Names are stored composed (NFC). Only names from an OpenID Connect provider were stored as they came.
UPDATE "User" SET name = normalize(name, NFC) WHERE name IS NOT NFC NORMALIZED;

-- The text that searches look through is composed as well: the metadata that it holds may come from ReceiptHero.
CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, text)
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "User" u WHERE u."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           ''), NFC))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
  ON CONFLICT ("receiptheroId") DO UPDATE
    SET business = excluded.business, label = excluded.label, text = excluded.text
    WHERE ("ConnectionListing".business, "ConnectionListing".label, "ConnectionListing".text)
      IS DISTINCT FROM (excluded.business, excluded.label, excluded.text)
$$;
-- CREATE OR REPLACE drops the setting: a plan kept from few rows would make listing many of them quadratic.
ALTER FUNCTION refresh_connection_listing(text[]) SET plan_cache_mode = 'force_custom_plan';

SELECT refresh_connection_listing(
  (SELECT array_agg("receiptheroId") FROM "ConnectionListing" WHERE text IS NOT NFC NORMALIZED));
