-- Erases the bodies of all notifications about some connections. The notifications first: one that is being processed
-- keeps its row locked until its body has moved, and then the second statement finds the body.
CREATE FUNCTION erase_notification_bodies(connections text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE "Notification" SET payload = '{}' WHERE "receiptheroId" = ANY (connections) AND payload <> '{}';
  DELETE FROM "NotificationBody" b USING "Notification" n
   WHERE n."receiptheroId" = ANY (connections) AND b."receivedAt" = n."firstReceivedAt" AND b."notificationId" = n.id;
END $$;
