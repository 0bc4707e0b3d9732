-- Sets the result of a bulk item from its connection, whatever completes the disconnect: a job, a notification, a new
-- grant.
CREATE FUNCTION settle_bulk_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "BulkDisconnectItem"
     SET state = CASE NEW.status WHEN 'DISCONNECTED' THEN 'DISCONNECTED' ELSE 'SKIPPED' END::"BulkItemState",
         "skipReason" = CASE NEW.status WHEN 'DISCONNECTED' THEN NULL ELSE 'granted_again' END, at = now()
   WHERE "receiptheroId" = NEW."receiptheroId" AND state = 'DISCONNECTING';
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_settled" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN (OLD.status = 'DISCONNECTING' AND NEW.status <> 'DISCONNECTING') EXECUTE FUNCTION settle_bulk_items();
