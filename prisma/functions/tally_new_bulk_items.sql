-- Counts the items of a bulk disconnect by state.
CREATE FUNCTION tally_new_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n)
    SELECT "bulkRevocationId", state, count(*) FROM added GROUP BY "bulkRevocationId", state;
  RETURN NULL;
END $$;

CREATE TRIGGER "BulkRevocationItem_added" AFTER INSERT ON "BulkRevocationItem" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION tally_new_bulk_items();
