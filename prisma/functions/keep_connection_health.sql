-- Stores the health in the row, so that a million connections can be counted and filtered by it. Code that changes a
-- row need not think of it. What changes by time alone, the sweep of each server brings up to date.
CREATE FUNCTION keep_connection_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.health := connection_health(NEW);
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_health" BEFORE INSERT OR UPDATE ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION keep_connection_health();
