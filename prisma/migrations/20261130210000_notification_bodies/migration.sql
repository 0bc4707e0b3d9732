-- The bodies of notifications get a table of their own, by month, once they are processed. The column
-- "Notification".payload stays: it holds the body until then, and the sweep empties the rows of before.
CREATE TABLE "NotificationBody" (
  "receivedAt" TIMESTAMPTZ(3) NOT NULL,
  "notificationId" UUID NOT NULL,
  payload JSONB NOT NULL
) PARTITION BY RANGE ("receivedAt");

CREATE INDEX "NotificationBody_notificationId_idx" ON "NotificationBody" ("notificationId");

-- Takes a row whose month is not there, so that none is ever refused.
CREATE TABLE "NotificationBody_default" PARTITION OF "NotificationBody" DEFAULT;

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

CREATE FUNCTION notification_body(n "Notification") RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN n.payload <> '{}' THEN n.payload
              ELSE coalesce((SELECT b.payload FROM "NotificationBody" b
                              WHERE b."receivedAt" = n."firstReceivedAt" AND b."notificationId" = n.id LIMIT 1), '{}') END;
$$;

CREATE OR REPLACE FUNCTION write_other_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  news jsonb := to_jsonb(NEW);
  extra jsonb;
  kind text;
  connection "Connection";
  connection_id text;
  merchant_id uuid;
BEGIN
  CASE TG_TABLE_NAME
    WHEN 'OutgoingReceipt' THEN
      kind := 'receipt.' || lower(news ->> 'state');
      connection_id := news ->> 'receiptheroId';
      merchant_id := (news ->> 'merchantId')::uuid;
      extra := jsonb_build_object('outgoing_receipt_id', news -> 'id', 'problem', news -> 'problem', 'errors', news -> 'errors');
    WHEN 'ConnectSession' THEN
      kind := CASE WHEN news ->> 'status' IN ('failed', 'expired') THEN 'connect_session.failed' ELSE 'connect_session.completed' END;
      connection_id := coalesce(news ->> 'connectedId', news ->> 'receiptheroId');
      merchant_id := (news ->> 'merchantId')::uuid;
      extra := jsonb_build_object('session_id', news -> 'id', 'purpose', news -> 'purpose', 'status', news -> 'status',
                                  'reason', news -> 'reason', 'state', news -> 'partnerState');
    WHEN 'Notification' THEN
      kind := 'receipthero.notification';
      connection_id := news ->> 'receiptheroId';
      extra := jsonb_build_object('notification_type', news -> 'type', 'notification',
                                  CASE WHEN octet_length(OLD.payload::text) <= 65536 THEN OLD.payload END);
  END CASE;

  SELECT * INTO connection FROM "Connection" c WHERE c."receiptheroId" = connection_id;
  IF connection."merchantId" <> merchant_id THEN
    connection := NULL;
  END IF;
  IF connection."receiptheroId" IS NULL THEN
    connection."receiptheroId" := connection_id;
    connection."merchantId" := merchant_id;
  END IF;
  INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
  VALUES (kind, connection."receiptheroId", connection."merchantId", event_data(connection, extra));
  RETURN NULL;
END $$;

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

-- The months of the notifications that are there, and those that come.
SELECT make_notification_month(month::date)
  FROM (SELECT coalesce(min("firstReceivedAt"), now()) AT TIME ZONE 'UTC' AS oldest FROM "Notification") kept,
       generate_series(date_trunc('month', oldest), (now() AT TIME ZONE 'UTC') + interval '2 months', interval '1 month') AS month;

-- At the end, because each of them keeps writers of its table waiting until the migration has ended. In the order in which
-- those lock.
CREATE OR REPLACE TRIGGER "Notification_events" AFTER UPDATE OF state ON "Notification" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'DONE' AND OLD.payload <> '{}' AND NEW.result <> 'erased'
        AND NEW.type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'))
  EXECUTE FUNCTION write_other_events();

CREATE TRIGGER "Connection_erases_bodies" AFTER UPDATE OF "merchantId" ON "Connection" FOR EACH ROW
  WHEN (OLD."merchantId" <> NEW."merchantId") EXECUTE FUNCTION erase_bodies_of_merchant();

CREATE TRIGGER "Merchant_erases_bodies" AFTER UPDATE OF "deletedAt" ON "Merchant" FOR EACH ROW
  WHEN (OLD."deletedAt" IS NULL AND NEW."deletedAt" IS NOT NULL) EXECUTE FUNCTION erase_bodies_of_merchant();
