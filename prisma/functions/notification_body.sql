-- The body of a notification, wherever it is; an empty object when it was erased.
CREATE FUNCTION notification_body(n "Notification") RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN n.payload <> '{}' THEN n.payload
              ELSE coalesce((SELECT b.payload FROM "NotificationBody" b
                              WHERE b."receivedAt" = n."firstReceivedAt" AND b."notificationId" = n.id LIMIT 1), '{}') END;
$$;
