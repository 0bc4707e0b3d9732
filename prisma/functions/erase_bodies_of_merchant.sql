-- Deletes the moved bodies of a merchant that is deleted, and of a connection that goes to another one, also when a server
-- of the release before does that, which knows no "NotificationBody". The caller has emptied "Notification".payload
-- before: one that is being processed keeps its row locked until its body has moved. It is not done here, because the
-- connection is locked by now, and processing locks notifications first.
CREATE FUNCTION erase_bodies_of_merchant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'Merchant' THEN
    DELETE FROM "NotificationBody" b USING "Connection" c, "Notification" n
     WHERE c."merchantId" = NEW.id AND n."receiptheroId" = c."receiptheroId"
       AND b."receivedAt" = n."firstReceivedAt" AND b."notificationId" = n.id;
  ELSE
    DELETE FROM "NotificationBody" b USING "Notification" n
     WHERE n."receiptheroId" = NEW."receiptheroId" AND b."receivedAt" = n."firstReceivedAt" AND b."notificationId" = n.id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Merchant_erases_bodies" AFTER UPDATE OF "deletedAt" ON "Merchant" FOR EACH ROW
  WHEN (OLD."deletedAt" IS NULL AND NEW."deletedAt" IS NOT NULL) EXECUTE FUNCTION erase_bodies_of_merchant();

CREATE TRIGGER "Connection_erases_bodies" AFTER UPDATE OF "merchantId" ON "Connection" FOR EACH ROW
  WHEN (OLD."merchantId" <> NEW."merchantId") EXECUTE FUNCTION erase_bodies_of_merchant();
