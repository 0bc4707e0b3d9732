-- The search rows of connections, as they should be (docs/decisions/0013-a-million-connections.md). The texts are in lower
-- case, so the sort order does not depend on how the collation treats capitals. The searched text is normalized (NFC),
-- because its metadata may come from ReceiptHero. A tag of the connection or of its merchant is a line `tag:word`.
--
-- It is STABLE and has no SET, so that PostgreSQL plans it as a part of the statement around it.
CREATE FUNCTION connection_listing(ids text[])
  RETURNS TABLE ("receiptheroId" text, business text, label text, "searchText" text) LANGUAGE sql STABLE AS $$
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
           m."externalId",
           (SELECT string_agg(u.email, E'\n' ORDER BY u.email) FROM "Member" b JOIN "User" u ON u.id = b."userId"
             WHERE b."merchantId" = m.id),
           (SELECT string_agg(pair.key || ':' || (pair.value #>> '{}'), E'\n' ORDER BY pair.key)
              FROM jsonb_each(CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair),
           (SELECT string_agg(DISTINCT 'tag:' || tag, E'\n') FROM unnest(m.tags || c.tags) tag),
           ''), NFC))
    FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
   WHERE c."receiptheroId" = ANY (ids)
$$;
