-- CreateTable
CREATE TABLE "BulkTally" (
    "id" BIGSERIAL NOT NULL,
    "bulkRevocationId" UUID NOT NULL,
    "state" "BulkItemState" NOT NULL,
    "n" INTEGER NOT NULL,

    CONSTRAINT "BulkTally_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BulkTally_bulkRevocationId_idx" ON "BulkTally"("bulkRevocationId");

-- AddForeignKey
ALTER TABLE "BulkTally" ADD CONSTRAINT "BulkTally_bulkRevocationId_fkey" FOREIGN KEY ("bulkRevocationId") REFERENCES "BulkRevocation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say -------------------------------------------------------------------------------------

-- How far an order in bulk is, however many connections it is about.
CREATE FUNCTION tally_new_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n)
    SELECT "bulkRevocationId", state, count(*) FROM added GROUP BY "bulkRevocationId", state;
  RETURN NULL;
END $$;

CREATE TRIGGER "BulkRevocationItem_added" AFTER INSERT ON "BulkRevocationItem" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_bulk_items();

CREATE FUNCTION tally_changed_bulk_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n)
  VALUES (NEW."bulkRevocationId", OLD.state, -1), (NEW."bulkRevocationId", NEW.state, 1);
  RETURN NULL;
END $$;

CREATE TRIGGER "BulkRevocationItem_tallied" AFTER UPDATE ON "BulkRevocationItem" FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION tally_changed_bulk_item();

INSERT INTO "BulkTally" ("bulkRevocationId", state, n)
  SELECT "bulkRevocationId", state, count(*) FROM "BulkRevocationItem" GROUP BY "bulkRevocationId", state;

CREATE OR REPLACE FUNCTION compact_tallies() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('compact_tallies')) THEN RETURN; END IF;
  IF (SELECT count(*) FROM "ConnectionTally") > 60 THEN
    WITH gone AS (DELETE FROM "ConnectionTally" RETURNING health, n)
    INSERT INTO "ConnectionTally" (health, n) SELECT health, sum(n) FROM gone GROUP BY health;
  END IF;
  WITH crowded AS (SELECT day, name FROM "DailyTally" GROUP BY day, name HAVING count(*) > 1),
       gone AS (DELETE FROM "DailyTally" t USING crowded c WHERE (t.day, t.name) = (c.day, c.name)
                RETURNING t.day, t.name, t.n)
  INSERT INTO "DailyTally" (day, name, n) SELECT day, name, sum(n) FROM gone GROUP BY day, name;
  WITH crowded AS (SELECT "bulkRevocationId" AS id, state FROM "BulkTally" GROUP BY 1, 2 HAVING count(*) > 1),
       gone AS (DELETE FROM "BulkTally" t USING crowded c WHERE (t."bulkRevocationId", t.state) = (c.id, c.state)
                RETURNING c.id, c.state, t.n)
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n) SELECT id, state, sum(n) FROM gone GROUP BY id, state;
END $$;

-- The list's rows hold what several tables say. Two transactions that change two of these at once would each compute a row
-- without the other's change, and the later one would keep it. So whoever refreshes rows of a merchant waits for its turn
-- before it looks. The lock is not that of the merchant's row: who holds that one may wait for a connection.
CREATE FUNCTION lock_listing(merchants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  turn int;
BEGIN
  -- Of a thousand locks and in order: a transaction that adds very many connections needs no more of them.
  FOR turn IN SELECT DISTINCT hashtext(id::text) & 1023 FROM unnest(merchants) AS id WHERE id IS NOT NULL ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(hashtext('lock_listing'), turn);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION list_new_connections() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing((SELECT array_agg("merchantId") FROM added));
  PERFORM refresh_connection_listing((SELECT array_agg("receiptheroId") FROM added));
  INSERT INTO "ConnectionTally" (health, n) SELECT health, count(*) FROM added GROUP BY health;
  INSERT INTO "DailyTally" (day, name, n)
    SELECT (at AT TIME ZONE 'UTC')::date, name, count(*)
      FROM (SELECT "connectedAt" AS at, 'connected' AS name FROM added
            UNION ALL SELECT "removedAt", 'ended' FROM added WHERE "removedAt" IS NOT NULL) event
     GROUP BY 1, 2;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION list_changed_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[OLD."merchantId", NEW."merchantId"]);
  PERFORM refresh_connection_listing(ARRAY[NEW."receiptheroId"]);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION list_merchant_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_listing(ARRAY[NEW.id]);
  PERFORM refresh_connection_listing(
    (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" = NEW.id));
  RETURN NULL;
END $$;

-- A person of a merchant without connections, as every new one is, has no row of the list to refresh: that takes
-- microseconds instead of the most part of a millisecond, which is what planning the refresh costs.
CREATE OR REPLACE FUNCTION list_colleagues_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before uuid := CASE WHEN TG_OP <> 'INSERT' THEN OLD."merchantId" END;
  after uuid := CASE WHEN TG_OP <> 'DELETE' THEN NEW."merchantId" END;
  ids text[];
BEGIN
  PERFORM lock_listing(ARRAY[before, after]);
  ids := (SELECT array_agg("receiptheroId") FROM "Connection" WHERE "merchantId" IN (before, after));
  IF ids IS NOT NULL THEN PERFORM refresh_connection_listing(ids); END IF;
  RETURN NULL;
END $$;

-- Planned anew for each array. A plan that was made for a few rows, and kept, would compare each of a hundred thousand with
-- each: 87 seconds instead of 6.
ALTER FUNCTION refresh_connection_listing(text[]) SET plan_cache_mode = 'force_custom_plan';

-- How many rows a search matches is told by a sample, which is also what the list decides by: of 100 rows it is often wrong
-- by half, of 500 by a tenth.
ALTER TABLE "ConnectionListing" ALTER COLUMN text SET STATISTICS 500;

-- What such a race has left behind before.
SELECT refresh_connection_listing((SELECT array_agg("receiptheroId") FROM "Connection"));
