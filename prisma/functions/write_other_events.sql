-- Writes the events of outgoing receipts, of connect sessions, and of notifications of a type that we do not know. A
-- row without a connection has the same keys, with null. So has a row whose connection has moved to another merchant
-- since: its event is none of that merchant's matters. A long notification stays out, because a page of events would
-- not fit into memory. The body of a notification leaves its row in the change that writes the event.
CREATE FUNCTION write_other_events() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER "OutgoingReceipt_events" AFTER UPDATE OF state ON "OutgoingReceipt" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state IN ('SENT', 'REJECTED')) EXECUTE FUNCTION write_other_events();
CREATE TRIGGER "ConnectSession_events" AFTER UPDATE OF status ON "ConnectSession" FOR EACH ROW
  WHEN (OLD.status <> NEW.status AND NEW.status NOT IN ('pending', 'opened')) EXECUTE FUNCTION write_other_events();
CREATE TRIGGER "Notification_events" AFTER UPDATE OF state ON "Notification" FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND NEW.state = 'DONE' AND OLD.payload <> '{}' AND NEW.result IS DISTINCT FROM 'erased'
        AND NEW.type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'))
  EXECUTE FUNCTION write_other_events();
