CREATE FUNCTION tally_changed_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO "ConnectionTally" (health, n) VALUES (OLD.health, -1);
    RETURN NULL;
  END IF;
  INSERT INTO "ConnectionTally" (health, n) VALUES (OLD.health, -1), (NEW.health, 1);
  IF NEW.health = 'removed' OR OLD.health = 'removed' THEN
    INSERT INTO "DailyTally" (day, name, n)
    VALUES ((now() AT TIME ZONE 'UTC')::date, CASE NEW.health WHEN 'removed' THEN 'ended' ELSE 'connected' END, 1);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_tallied" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.health IS DISTINCT FROM NEW.health) EXECUTE FUNCTION tally_changed_connection();
CREATE TRIGGER "Connection_deleted" AFTER DELETE ON "Connection" FOR EACH ROW EXECUTE FUNCTION tally_changed_connection();
