import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin, ApiKey } from "@/lib/principal";

/**
 * Deletes an endpoint with its secret and its log.
 * @param id a UUID
 * @returns whether there was such an endpoint
 */
export async function deleteEndpoint(by: Admin | ApiKey<"events:write">, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.webhookEndpoint.deleteMany({ where: { id } });
    if (count === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.deleted", after: { endpointId: id } });
    return true;
  });
}
