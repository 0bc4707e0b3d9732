CREATE FUNCTION tally_changed_bulk_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "BulkTally" ("bulkRevocationId", state, n)
  VALUES (NEW."bulkRevocationId", OLD.state, -1), (NEW."bulkRevocationId", NEW.state, 1);
  RETURN NULL;
END $$;

CREATE TRIGGER "BulkRevocationItem_tallied" AFTER UPDATE ON "BulkRevocationItem" FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION tally_changed_bulk_item();
