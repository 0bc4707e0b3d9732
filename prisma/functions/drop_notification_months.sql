-- Drops the partitions of "NotificationBody" whose months were over at a time. It waits for readers for a second at most,
-- because everything else that wants a body would wait behind it: a later call drops what is left. The default partition is
-- not touched, because a drop locks it until the transaction ends: lib/notifications/bodies/erase-bodies.ts empties it.
CREATE FUNCTION drop_notification_months(before timestamptz) RETURNS int LANGUAGE plpgsql SET lock_timeout = '1s' AS $$
DECLARE
  name text;
  dropped int := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('NotificationBody'));
  FOR name IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = '"NotificationBody"'::regclass AND c.relname ~ '_\d{4}_\d{2}$'
       AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') AT TIME ZONE 'UTC' <= before
  LOOP
    EXECUTE format('DROP TABLE IF EXISTS %I', name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
