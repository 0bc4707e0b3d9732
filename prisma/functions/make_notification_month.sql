-- Makes the partition of "NotificationBody" for a month in UTC, unless it is there. Rows of that month that the default
-- partition took move into it. It is attached and not created in place, because that would lock out every reader.
CREATE FUNCTION make_notification_month(month date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '1s' AS $$
DECLARE
  name text := to_char(month, '"NotificationBody_"YYYY_MM');
  first text := to_char(month, 'YYYY-MM-01 00:00:00+00');
  next text := to_char(month + interval '1 month', 'YYYY-MM-01 00:00:00+00');
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('NotificationBody'));
  IF to_regclass(quote_ident(name)) IS NOT NULL THEN
    RETURN;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE "NotificationBody" INCLUDING INDEXES)', name);
  LOCK TABLE "NotificationBody_default" IN ACCESS EXCLUSIVE MODE;
  EXECUTE format('WITH moved AS (DELETE FROM "NotificationBody_default" WHERE "receivedAt" >= %L AND "receivedAt" < %L RETURNING *)
                  INSERT INTO %I SELECT * FROM moved', first, next, name);
  EXECUTE format('ALTER TABLE "NotificationBody" ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, next);
END $$;
