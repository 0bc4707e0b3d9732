-- Stores a notification, or counts a delivery if it is already stored. lib/notifications/receive/receive.ts defines when two
-- notifications are the same. It is a function because PostgreSQL then plans its statements once per session: planning
-- them each time cost more than the insert. For an unknown type the digest of the received bytes identifies the
-- notification, because jsonb's rendering of a body can be thousands of times as long.
CREATE FUNCTION receive_notification(
  kind text, connection text, receipt text, body jsonb, is_revocation boolean, is_known boolean, digest text DEFAULT NULL
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  number int := coalesce((SELECT "grantNumber" FROM "Connection" WHERE "receiptheroId" = connection), 0);
  name text := concat_ws(E'\n', kind, connection, coalesce(receipt, ''), CASE WHEN is_revocation THEN number END,
                         CASE WHEN NOT is_known THEN coalesce(digest, body::text) END);
BEGIN
  INSERT INTO "Notification" AS kept ("dedupeKey", type, "receiptheroId", "receiptId", "grantNumber", payload)
  VALUES (encode(sha256(convert_to(name, 'UTF8')), 'hex'), kind, connection, receipt, number, body)
  ON CONFLICT ("dedupeKey") DO UPDATE SET deliveries = kept.deliveries + 1, "lastReceivedAt" = now();

  IF is_revocation THEN
    UPDATE "Notification" SET state = 'PENDING', attempts = 0, "retryAt" = now(), "processedAt" = NULL, result = NULL
     WHERE "dedupeKey" = encode(sha256(convert_to(name, 'UTF8')), 'hex')
       AND (result IN ('still_accepted', 'unclear') OR state = 'FAILED');
  END IF;
END $$;
