import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin, ApiKey } from "@/lib/principal";

/**
 * Sends an endpoint a `ping`, whatever types it gets. It waits while the endpoint is switched off.
 * @param id a UUID
 * @returns whether there is such an endpoint
 */
export async function pingEndpoint(by: Admin | ApiKey<"events:write">, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const sent = await tx.$executeRaw`
      WITH event AS (
        INSERT INTO "Event" (type, data)
        SELECT 'ping', '{"receipthero_id": null, "merchant_id": null, "external_id": null, "label": null, "metadata": {}}'
          FROM "WebhookEndpoint" WHERE id = ${id}::uuid RETURNING id)
      INSERT INTO "EventDelivery" ("eventId", "endpointId") SELECT id, ${id}::uuid FROM event`;
    if (sent === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.pinged", after: { endpointId: id } });
    return true;
  });
}

/**
 * Delivers again the events that were given up since a time and still have their data.
 * @param endpointId a UUID
 * @returns how many deliveries are due now
 */
export async function redeliver(
  by: Admin | ApiKey<"events:write">,
  endpointId: string,
  failedSince: Date,
): Promise<number> {
  return db().$transaction(async (tx) => {
    const count = await tx.$executeRaw`
      UPDATE "EventDelivery" d SET state = 'PENDING', "formerAttempts" = attempts, "nextAttemptAt" = now(), "finishedAt" = NULL
       WHERE "endpointId" = ${endpointId}::uuid AND state = 'FAILED' AND "createdAt" >= ${failedSince}::timestamptz
         AND EXISTS (SELECT FROM "Event" e WHERE e.id = d."eventId" AND e.data IS NOT NULL)`;
    if (count === 0) return 0;
    const after = { endpointId, count };
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.redelivered", after });
    return count;
  });
}
