-- The log of deliveries, and what an endpoint has missed while it was switched off.

ALTER TABLE "WebhookEndpoint" ADD COLUMN "disabledAfter" BIGINT;
UPDATE "WebhookEndpoint" w
   SET "disabledAfter" = (SELECT coalesce(max(e.position), 0) FROM "Event" e WHERE e.at < w."disabledAt" - interval '1 minute')
 WHERE "disabledAt" IS NOT NULL;

ALTER TABLE "EventDelivery" ADD COLUMN type TEXT;
UPDATE "EventDelivery" d SET type = e.type FROM "Event" e WHERE e.id = d."eventId";
ALTER TABLE "EventDelivery" ALTER COLUMN type SET NOT NULL;

DROP INDEX "EventDelivery_endpointId_id_idx";
DROP INDEX "EventDelivery_endpointId_state_id_idx";
CREATE INDEX "EventDelivery_createdAt_id_idx" ON "EventDelivery"("createdAt" DESC, id DESC);
CREATE INDEX "EventDelivery_endpointId_createdAt_id_idx" ON "EventDelivery"("endpointId", "createdAt" DESC, id DESC);
CREATE INDEX "EventDelivery_type_createdAt_id_idx" ON "EventDelivery"(type, "createdAt" DESC, id DESC);
CREATE INDEX "EventDelivery_failed_idx" ON "EventDelivery"("endpointId", "createdAt" DESC, id DESC) WHERE state = 'FAILED';
