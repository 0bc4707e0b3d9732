-- Stores the health in the row, so that a million connections can be counted and filtered by it. Code that updates a
-- row does not set the health. The sweep of each server updates it when only time has passed.
CREATE FUNCTION keep_connection_health() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.health := connection_health(NEW);
  RETURN NEW;
END $$;

CREATE TRIGGER "Connection_health" BEFORE INSERT OR UPDATE ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION keep_connection_health();
