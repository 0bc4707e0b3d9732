-- Events for the partner's own systems, their endpoints, and the deliveries.

CREATE TABLE "Event" (
  id BIGSERIAL NOT NULL,
  "publicId" UUID NOT NULL DEFAULT gen_random_uuid(),
  at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  type TEXT NOT NULL,
  "receiptheroId" TEXT,
  "merchantId" UUID,
  data JSONB,
  position BIGINT,
  CONSTRAINT "Event_pkey" PRIMARY KEY (id)
);
CREATE UNIQUE INDEX "Event_publicId_key" ON "Event"("publicId");
CREATE UNIQUE INDEX "Event_position_key" ON "Event"(position);
CREATE INDEX "Event_unpublished_idx" ON "Event"(id) WHERE position IS NULL;
CREATE INDEX "Event_with_data_idx" ON "Event"(at) WHERE data IS NOT NULL;
CREATE INDEX "Event_receiptheroId_id_idx" ON "Event"("receiptheroId", id DESC);
CREATE INDEX "Event_merchantId_idx" ON "Event"("merchantId");
-- The positions of published events. A sequence, because positions go on after all events were deleted.
CREATE SEQUENCE "Event_position_seq" AS BIGINT OWNED BY "Event".position;

CREATE TABLE "WebhookEndpoint" (
  id UUID NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  types TEXT[],
  "sealedSecret" TEXT NOT NULL,
  "sealedFormerSecret" TEXT,
  "formerSecretUntil" TIMESTAMPTZ(3),
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "disabledAt" TIMESTAMPTZ(3),
  "disabledReason" TEXT,
  "failingSince" TIMESTAMPTZ(3),
  "succeededAt" TIMESTAMPTZ(3),
  CONSTRAINT "WebhookEndpoint_pkey" PRIMARY KEY (id),
  CONSTRAINT "WebhookEndpoint_disabled" CHECK (("disabledAt" IS NULL) = ("disabledReason" IS NULL)),
  CONSTRAINT "WebhookEndpoint_former_secret" CHECK (("sealedFormerSecret" IS NULL) = ("formerSecretUntil" IS NULL))
);
CREATE INDEX "WebhookEndpoint_createdAt_id_idx" ON "WebhookEndpoint"("createdAt" DESC, id);

CREATE TYPE "EventDeliveryState" AS ENUM ('PENDING', 'DELIVERED', 'FAILED');
CREATE TABLE "EventDelivery" (
  id BIGSERIAL NOT NULL,
  "eventId" BIGINT NOT NULL,
  "endpointId" UUID NOT NULL,
  state "EventDeliveryState" NOT NULL DEFAULT 'PENDING',
  attempts INTEGER NOT NULL DEFAULT 0,
  "formerAttempts" INTEGER NOT NULL DEFAULT 0,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "nextAttemptAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  "leasedUntil" TIMESTAMPTZ(3),
  "finishedAt" TIMESTAMPTZ(3),
  CONSTRAINT "EventDelivery_pkey" PRIMARY KEY (id),
  CONSTRAINT "EventDelivery_finished" CHECK ((state = 'PENDING') = ("finishedAt" IS NULL)),
  CONSTRAINT "EventDelivery_eventId_fkey" FOREIGN KEY ("eventId") REFERENCES "Event"(id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "EventDelivery_endpointId_fkey" FOREIGN KEY ("endpointId") REFERENCES "WebhookEndpoint"(id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "EventDelivery_due_idx" ON "EventDelivery"("endpointId", "nextAttemptAt", id) WHERE state = 'PENDING';
CREATE INDEX "EventDelivery_endpointId_id_idx" ON "EventDelivery"("endpointId", id DESC);
CREATE INDEX "EventDelivery_endpointId_state_id_idx" ON "EventDelivery"("endpointId", state, id DESC);
CREATE INDEX "EventDelivery_eventId_idx" ON "EventDelivery"("eventId");

CREATE TABLE "EventAttempt" (
  "deliveryId" BIGINT NOT NULL,
  number INTEGER NOT NULL,
  "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  milliseconds INTEGER NOT NULL,
  status INTEGER,
  problem TEXT,
  body TEXT,
  CONSTRAINT "EventAttempt_pkey" PRIMARY KEY ("deliveryId", number),
  CONSTRAINT "EventAttempt_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "EventDelivery"(id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "EventAttempt_startedAt_idx" ON "EventAttempt"("startedAt") WHERE body IS NOT NULL;

-- The data that every event has of its connection. `extra` has the fields that the type adds.
CREATE FUNCTION event_data(connection "Connection", extra jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'receipthero_id', connection."receiptheroId", 'merchant_id', connection."merchantId",
    'external_id', (SELECT "externalId" FROM "Merchant" WHERE id = connection."merchantId"),
    'label', connection.label, 'metadata', connection."partnerMetadata") || extra
$$;

-- Writes the events of connections, in the transaction of the change: no code that changes a connection can forget one.
-- A health that was left is told as its recovery, except by a disconnect.
CREATE FUNCTION write_connection_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    SELECT 'connection.created', c."receiptheroId", c."merchantId", event_data(c, '{}')
      FROM added a JOIN "Connection" c USING ("receiptheroId") WHERE c.status = 'ACTIVE';
    RETURN NULL;
  END IF;

  IF NEW."grantNumber" > OLD."grantNumber" THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.reconnected', NEW."receiptheroId", NEW."merchantId", event_data(NEW, jsonb_build_object(
      'former_merchant_id', CASE WHEN NEW."merchantId" <> OLD."merchantId" THEN OLD."merchantId" END)));
  ELSIF NEW."modifiedAt" IS DISTINCT FROM OLD."modifiedAt" THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.modified', NEW."receiptheroId", NEW."merchantId", event_data(NEW, '{}'));
  END IF;

  IF NEW.status <> OLD.status AND NEW.status <> 'ACTIVE' THEN
    INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
    VALUES ('connection.' || lower(NEW.status::text), NEW."receiptheroId", NEW."merchantId",
            event_data(NEW, jsonb_build_object('disconnected_by', lower(NEW."disconnectedBy"::text))));
  END IF;

  IF NEW.health <> OLD.health AND NEW.status = 'ACTIVE' THEN
    IF OLD.health IN ('quiet', 'overdue', 'unauthorized') THEN
      INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
      VALUES ('connection.recovered', NEW."receiptheroId", NEW."merchantId",
              event_data(NEW, jsonb_build_object('health', NEW.health, 'former_health', OLD.health)));
    END IF;
    IF NEW.health IN ('quiet', 'overdue', 'unauthorized') THEN
      INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
      VALUES (CASE NEW.health WHEN 'quiet' THEN 'connection.quiet' WHEN 'overdue' THEN 'connection.receipt_overdue'
                              ELSE 'connection.needs_reconnect' END,
              NEW."receiptheroId", NEW."merchantId",
              event_data(NEW, CASE NEW.health WHEN 'unauthorized' THEN jsonb_build_object('reason', NEW."unauthorizedReason")
                                              ELSE '{}' END));
    END IF;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "Connection_events_insert" AFTER INSERT ON "Connection" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION write_connection_events();
CREATE TRIGGER "Connection_events_update" AFTER UPDATE ON "Connection" FOR EACH ROW
  WHEN ((OLD."grantNumber", OLD."modifiedAt", OLD.status, OLD.health) IS DISTINCT FROM
        (NEW."grantNumber", NEW."modifiedAt", NEW.status, NEW.health))
  EXECUTE FUNCTION write_connection_events();

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

-- Writes the events of outgoing receipts, of connect sessions, and of notifications of a type that we do not know. A
-- row without a connection has the same keys, with null.
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
      extra := jsonb_build_object('notification_type', news -> 'type', 'notification', news -> 'payload');
  END CASE;

  SELECT * INTO connection FROM "Connection" c WHERE c."receiptheroId" = connection_id;
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
  WHEN (OLD.state <> NEW.state AND NEW.state = 'DONE' AND NEW.payload <> '{}'
        AND NEW.type NOT IN ('oauth_authorization_revoke', 'transaction_notification', 'receipt_notification'))
  EXECUTE FUNCTION write_other_events();

