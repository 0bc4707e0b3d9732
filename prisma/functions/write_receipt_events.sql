-- Writes the events of received receipts: one when a receipt is announced, and one when it is ready.
CREATE FUNCTION write_receipt_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
  SELECT news.type, NEW."receiptheroId", c."merchantId",
         event_data(c, jsonb_build_object('receipt_id', NEW."receiptId", 'shop', NEW."shopName"))
    FROM (VALUES ('receipt.announced', NEW."announcedAt", CASE TG_OP WHEN 'UPDATE' THEN OLD."announcedAt" END),
                 ('receipt.ready', NEW."readyAt", CASE TG_OP WHEN 'UPDATE' THEN OLD."readyAt" END)) news (type, at, before),
         "Connection" c
   WHERE c."receiptheroId" = NEW."receiptheroId" AND news.at IS NOT NULL AND news.before IS NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER "Receipt_events_insert" AFTER INSERT ON "Receipt" FOR EACH ROW
  WHEN (NEW."announcedAt" IS NOT NULL OR NEW."readyAt" IS NOT NULL) EXECUTE FUNCTION write_receipt_events();
CREATE TRIGGER "Receipt_events_update" AFTER UPDATE OF "announcedAt", "readyAt" ON "Receipt" FOR EACH ROW
  WHEN (OLD."announcedAt" IS NULL AND NEW."announcedAt" IS NOT NULL OR OLD."readyAt" IS NULL AND NEW."readyAt" IS NOT NULL)
  EXECUTE FUNCTION write_receipt_events();
