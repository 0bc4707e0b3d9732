-- Writes the events of outgoing receipts, of connect sessions, and of notifications of a type that we do not know. A
-- row without a connection has the same keys, with null. So has a row whose connection has moved to another merchant
-- since: its event is none of that merchant's matters. A long notification stays out, because a page of events would
-- not fit into memory.
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
                                  CASE WHEN octet_length(news ->> 'payload') <= 65536 THEN news -> 'payload' END);
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

-- Gives a merchant invitation the state of its connect session. An email that waits for an invitation that is connected
-- or expired is not sent. An email that the mail server refused stays refused when its link expires. A reminder gives an
-- expired invitation a new link: its session is pending again, or opened. If the business was invited again since,
-- that invitation is the open one, and this one stays refused or has expired: its link works all the same.
CREATE OR REPLACE FUNCTION follow_invitation_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    UPDATE "MerchantInvitation"
       SET state = CASE WHEN state = 'refused' AND NEW.status = 'expired' THEN state
                        WHEN NEW.status = 'pending' THEN 'sent'
                        ELSE NEW.status::text::"MerchantInvitationState" END,
           "openedAt" = coalesce("openedAt", NEW."openedAt"),
           "mailDueAt" = CASE NEW.status WHEN 'opened' THEN "mailDueAt" END
     WHERE "connectSessionId" = NEW.id;
  EXCEPTION WHEN unique_violation THEN
    UPDATE "MerchantInvitation"
       SET state = CASE state WHEN 'refused' THEN state ELSE 'expired' END,
           "openedAt" = coalesce("openedAt", NEW."openedAt"), "mailDueAt" = NULL
     WHERE "connectSessionId" = NEW.id;
  END;
  RETURN NULL;
END $$;
