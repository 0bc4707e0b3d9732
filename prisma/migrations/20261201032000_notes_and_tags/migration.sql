-- Notes and tags of staff. The former version ignores all of them.
ALTER TABLE "Merchant" ADD COLUMN tags TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "Connection" ADD COLUMN tags TEXT[] DEFAULT ARRAY[]::TEXT[];

CREATE TABLE "Note" (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    "merchantId" UUID,
    "receiptheroId" TEXT,
    text TEXT NOT NULL,
    "authorId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
    CONSTRAINT "Note_pkey" PRIMARY KEY (id),
    CONSTRAINT "Note_about_one" CHECK (num_nonnulls("merchantId", "receiptheroId") = 1)
);
CREATE INDEX "Note_merchantId_createdAt_idx" ON "Note" ("merchantId", "createdAt" DESC);
CREATE INDEX "Note_receiptheroId_createdAt_idx" ON "Note" ("receiptheroId", "createdAt" DESC);
CREATE INDEX "Note_authorId_idx" ON "Note" ("authorId");
ALTER TABLE "Note"
  ADD CONSTRAINT "Note_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant" (id) ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "Note_receiptheroId_fkey" FOREIGN KEY ("receiptheroId") REFERENCES "Connection" ("receiptheroId") ON DELETE CASCADE ON UPDATE CASCADE,
  ADD CONSTRAINT "Note_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" (id) ON DELETE SET NULL ON UPDATE CASCADE;

CREATE OR REPLACE FUNCTION connection_listing(ids text[])
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

CREATE TRIGGER "Connection_tagged" AFTER UPDATE OF tags ON "Connection" FOR EACH ROW WHEN (OLD.tags IS DISTINCT FROM NEW.tags)
  EXECUTE FUNCTION refresh_listing_on_connection_update();
CREATE TRIGGER "Merchant_tagged" AFTER UPDATE OF tags ON "Merchant" FOR EACH ROW WHEN (OLD.tags IS DISTINCT FROM NEW.tags)
  EXECUTE FUNCTION refresh_listing_on_merchant_rename();
