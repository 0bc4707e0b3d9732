-- Writes the events of connections, in the transaction of the change: no code that changes a connection can forget one.
-- A health that was left is told as its recovery, except by a disconnect.
CREATE FUNCTION write_connection_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    SELECT 'connection.created', c."receiptheroId", c."merchantId", event_data(c, '{}')
      FROM added a JOIN "Connection" c USING ("receiptheroId") WHERE c.status = 'ACTIVE';
    RETURN NULL;
  END IF;

  IF NEW."grantNumber" > OLD."grantNumber" THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.reconnected', NEW."receiptheroId", NEW."merchantId", event_data(NEW, jsonb_build_object(
      'former_merchant_id', CASE WHEN NEW."merchantId" <> OLD."merchantId" THEN OLD."merchantId" END)));
  ELSIF NEW."modifiedAt" IS DISTINCT FROM OLD."modifiedAt" THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.modified', NEW."receiptheroId", NEW."merchantId", event_data(NEW, '{}'));
  END IF;

  IF NEW.status <> OLD.status AND NEW.status <> 'ACTIVE' THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.' || lower(NEW.status::text), NEW."receiptheroId", NEW."merchantId",
            event_data(NEW, jsonb_build_object('disconnected_by', lower(NEW."disconnectedBy"::text))));
  END IF;

  IF NEW.health <> OLD.health AND NEW.status = 'ACTIVE' THEN
    IF OLD.health IN ('quiet', 'overdue', 'unauthorized') THEN
      INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
      VALUES ('connection.recovered', NEW."receiptheroId", NEW."merchantId",
              event_data(NEW, jsonb_build_object('health', NEW.health, 'former_health', OLD.health)));
    END IF;
    IF NEW.health IN ('quiet', 'overdue', 'unauthorized') THEN
      INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
      VALUES (CASE NEW.health WHEN 'quiet' THEN 'connection.quiet' WHEN 'overdue' THEN 'connection.receipt_overdue'
                              ELSE 'connection.needs_reconnect' END,
              NEW."receiptheroId", NEW."merchantId",
              event_data(NEW, CASE NEW.health WHEN 'unauthorized' THEN jsonb_build_object('reason', NEW."unauthorizedReason")
                                              ELSE '{}' END));
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_events_insert" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION write_connection_events();
CREATE TRIGGER "Connection_events_update" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD."grantNumber", OLD."modifiedAt", OLD.status, OLD.health) IS DISTINCT FROM
        (NEW."grantNumber", NEW."modifiedAt", NEW.status, NEW.health))
  EXECUTE FUNCTION write_connection_events();
