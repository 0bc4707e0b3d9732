-- Maintains the rows of "Counter", except those of merchant invitations (count_invitations.sql). Each change inserts
-- rows, so no transaction waits for another one's counter.
--
-- Each table and operation has its own branch, and no trigger has a query in its arguments: PostgreSQL caches the plan
-- of a branch, but would plan an argument for each changed row, which took ten times as long. Rows that one statement
-- inserts are counted together, because the seed and a bulk disconnect insert thousands.
CREATE FUNCTION count_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  CASE TG_TABLE_NAME || ' ' || TG_OP
    WHEN 'Connection INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT scope, key, count(*)
        FROM added, LATERAL (VALUES ('health', health::text), (day_scope("connectedAt"), 'connected'),
                                    (day_scope("disconnectedAt"), 'disconnected')) counted (scope, key)
       WHERE scope IS NOT NULL GROUP BY scope, key;

    WHEN 'Connection UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1), ('health', NEW.health, 1);
      IF 'disconnected' IN (OLD.health, NEW.health) THEN
        INSERT INTO "Counter" (scope, key, delta)
        VALUES (day_scope(now()), CASE NEW.health WHEN 'disconnected' THEN 'disconnected' ELSE 'connected' END, 1);
      END IF;

    WHEN 'Connection DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('health', OLD.health, -1);

    -- An authorization request counts for the day on which it began, whatever becomes of it and whenever.
    WHEN 'AuthorizationRequest INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope("createdAt"), key, count(*)
        FROM added, LATERAL (VALUES ('started'), (CASE WHEN "claimedAt" IS NOT NULL THEN 'returned' END),
                                    ('outcome:' || outcome)) counted (key)
       WHERE key IS NOT NULL GROUP BY 1, 2;

    WHEN 'AuthorizationRequest UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT day_scope(NEW."createdAt"), key, 1
        FROM (VALUES (CASE WHEN OLD."claimedAt" IS NULL AND NEW."claimedAt" IS NOT NULL THEN 'returned' END),
                     (CASE WHEN OLD.outcome IS NULL THEN 'outcome:' || NEW.outcome END)) counted (key)
       WHERE key IS NOT NULL;

    WHEN 'BulkDisconnectItem INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'bulk:' || "bulkDisconnectId", state, count(*) FROM added GROUP BY "bulkDisconnectId", state;

    WHEN 'BulkDisconnectItem UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      VALUES ('bulk:' || NEW."bulkDisconnectId", OLD.state, -1), ('bulk:' || NEW."bulkDisconnectId", NEW.state, 1);

    WHEN 'BulkDisconnectItem DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta) VALUES ('bulk:' || OLD."bulkDisconnectId", OLD.state, -1);

    WHEN 'ImportLine INSERT' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, count(*) FROM added GROUP BY "importId", state;

    WHEN 'ImportLine UPDATE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, sum(delta)
        FROM (SELECT "importId", state, -1 AS delta FROM removed UNION ALL SELECT "importId", state, 1 FROM added) changed
       GROUP BY "importId", state HAVING sum(delta) <> 0;

    WHEN 'ImportLine DELETE' THEN
      INSERT INTO "Counter" (scope, key, delta)
      SELECT 'import:' || "importId", state, -count(*) FROM removed GROUP BY "importId", state;
  END CASE;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_count_insert" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "Connection_count_update" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.health IS DISTINCT FROM NEW.health) EXECUTE FUNCTION count_changes();
CREATE TRIGGER "Connection_count_delete" AFTER DELETE ON "Connection" FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE TRIGGER "AuthorizationRequest_count_insert" AFTER INSERT ON "AuthorizationRequest" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "AuthorizationRequest_count_update" AFTER UPDATE OF "claimedAt", outcome ON "AuthorizationRequest"
  FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE TRIGGER "BulkDisconnectItem_count_insert" AFTER INSERT ON "BulkDisconnectItem" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "BulkDisconnectItem_count_update" AFTER UPDATE ON "BulkDisconnectItem" FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION count_changes();
CREATE TRIGGER "BulkDisconnectItem_count_delete" AFTER DELETE ON "BulkDisconnectItem"
  FOR EACH ROW EXECUTE FUNCTION count_changes();

CREATE TRIGGER "ImportLine_count_insert" AFTER INSERT ON "ImportLine" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "ImportLine_count_update" AFTER UPDATE ON "ImportLine" REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
CREATE TRIGGER "ImportLine_count_delete" AFTER DELETE ON "ImportLine" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION count_changes();
