-- An endpoint knows up to which event it is served, and one server at a time serves it. So an event has no delivery before
-- it is sent, and a delivery needs no lease.

ALTER TABLE "WebhookEndpoint"
  ADD COLUMN position BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "leaseId" UUID,
  ADD COLUMN "leasedUntil" TIMESTAMPTZ(3);
-- Until now the publisher made the deliveries, and noted where an endpoint was switched off.
UPDATE "WebhookEndpoint" SET position = coalesce("disabledAfter", (SELECT max(position) FROM "Event"), 0);
ALTER TABLE "WebhookEndpoint" DROP COLUMN "disabledAfter";

ALTER TABLE "EventDelivery" DROP COLUMN "leasedUntil";
DELETE FROM "EventDelivery" d USING "EventDelivery" newer
 WHERE newer."eventId" = d."eventId" AND newer."endpointId" = d."endpointId" AND newer.id > d.id;
DROP INDEX "EventDelivery_eventId_idx";
CREATE UNIQUE INDEX "EventDelivery_eventId_endpointId_key" ON "EventDelivery"("eventId", "endpointId");
