-- A user may belong to several merchants, with a role in each (docs/decisions/0040-members.md). Each user of a merchant
-- becomes its owner, because until now every user could do everything.

CREATE TYPE "MemberRole" AS ENUM ('OWNER', 'MEMBER', 'READER');

CREATE TABLE "Member" (
  "merchantId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "role" "MemberRole" NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "lastUsedAt" TIMESTAMPTZ(3),
  CONSTRAINT "Member_pkey" PRIMARY KEY ("merchantId", "userId")
);

INSERT INTO "Member" ("merchantId", "userId", role, "createdAt")
SELECT "merchantId", id, 'OWNER', "createdAt" FROM "User" WHERE "merchantId" IS NOT NULL;

CREATE INDEX "Member_userId_idx" ON "Member"("userId");
ALTER TABLE "Member" ADD CONSTRAINT "Member_merchantId_fkey" FOREIGN KEY ("merchantId") REFERENCES "Merchant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Member" ADD CONSTRAINT "Member_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Invitation" ADD COLUMN "role" "MemberRole" NOT NULL DEFAULT 'MEMBER';

-- The search rows keep their texts: the same emails are now found by another way.

DROP TRIGGER "User_added" ON "User";
DROP TRIGGER "User_changed" ON "User";

CREATE OR REPLACE FUNCTION refresh_connection_listing(ids text[]) RETURNS void LANGUAGE sql
  SET plan_cache_mode = 'force_custom_plan' AS $$
  INSERT INTO "ConnectionListing" ("receiptheroId", business, label, "searchText")
  SELECT c."receiptheroId", lower(m.name), lower(c.label),
         lower(normalize(concat_ws(E'\n', '', m.name, c.label, c."receiptheroId",
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

CREATE OR REPLACE FUNCTION refresh_listing_on_user_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  merchants uuid[] := (SELECT array_agg("merchantId") FROM "Member" WHERE "userId" = NEW.id);
  ids text[];
BEGIN
  PERFORM lock_listing(merchants);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = ANY (merchants));
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "User_changed" AFTER UPDATE OF email ON "User" FOR EACH ROW
  WHEN (OLD.email IS DISTINCT FROM NEW.email)
  EXECUTE FUNCTION refresh_listing_on_user_change();

CREATE FUNCTION refresh_listing_on_member_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  member "Member" := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  ids text[];
BEGIN
  PERFORM FROM "User" WHERE id = member."userId" FOR KEY SHARE;
  PERFORM lock_listing(ARRAY[member."merchantId"]);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = member."merchantId");
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Member_changed" AFTER INSERT OR DELETE ON "Member"
  FOR EACH ROW EXECUTE FUNCTION refresh_listing_on_member_change();

ALTER TABLE "User" DROP COLUMN "merchantId";
