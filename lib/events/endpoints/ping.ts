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
      INSERT INTO "EventDelivery" ("eventId", "endpointId", type) SELECT id, ${id}::uuid, 'ping' FROM event`;
    if (sent === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.pinged", after: { endpointId: id } });
    return true;
  });
}
