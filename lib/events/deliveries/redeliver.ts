import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, PATIENT_TIMEOUT_MS, patientDb } from "@/lib/db/client";
import type { Admin, ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** SQL: makes a delivery due now. Its pauses begin again, and its attempts are counted on. */
const DUE_AGAIN = Prisma.sql`state = 'PENDING', "formerAttempts" = attempts, "nextAttemptAt" = now(), "finishedAt" = NULL`;

/**
 * Delivers again the events that were given up since a time and still have their data.
 * @param endpointId a UUID
 * @returns how many deliveries are due now
 */
export async function redeliverFailed(
  by: Admin | ApiKey<"events:write">,
  endpointId: string,
  failedSince: Date,
): Promise<number> {
  return patientDb().$transaction(
    async (tx) => {
      const count = await tx.$executeRaw`
        UPDATE "EventDelivery" d SET ${DUE_AGAIN}
         WHERE "endpointId" = ${endpointId}::uuid AND state = 'FAILED' AND "createdAt" >= ${failedSince}::timestamptz
           AND EXISTS (SELECT FROM "Event" e WHERE e.id = d."eventId" AND e.data IS NOT NULL)`;
      if (count === 0) return 0;
      const after = { endpointId, count };
      await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.redelivered", after });
      return count;
    },
    { timeout: PATIENT_TIMEOUT_MS },
  );
}

/**
 * Delivers one event to an endpoint, whatever types it gets: again if it was sent there before, at once if it waits.
 * @param publicId the event's, a UUID
 * @param endpointId a UUID
 * @returns the delivery's id; null when there is no such endpoint, or no such event that still has its data
 */
export async function deliverEvent(
  by: Admin | ApiKey<"events:write">,
  publicId: string,
  endpointId: string,
): Promise<bigint | null> {
  return db().$transaction(async (tx) => {
    // Two calls at once must not both find that there is no delivery yet.
    const endpoint = await tx.$queryRaw<unknown[]>`
      SELECT FROM "WebhookEndpoint" WHERE id = ${endpointId}::uuid FOR NO KEY UPDATE`;
    if (endpoint.length === 0) return null;
    const [delivery] = await tx.$queryRaw<{ id: bigint }[]>`
      WITH event AS (SELECT id, type FROM "Event" WHERE "publicId" = ${publicId}::uuid AND data IS NOT NULL),
           again AS (UPDATE "EventDelivery" d SET ${DUE_AGAIN} FROM event
                      WHERE d."eventId" = event.id AND d."endpointId" = ${endpointId}::uuid RETURNING d.id),
           first AS (INSERT INTO "EventDelivery" ("eventId", "endpointId", type)
                     SELECT id, ${endpointId}::uuid, type FROM event WHERE NOT EXISTS (SELECT FROM again) RETURNING id)
      SELECT id FROM again UNION ALL SELECT id FROM first`;
    if (!delivery) return null;
    const after = { endpointId, eventId: publicId, count: 1 };
    await recordAuditEvent(tx, { actor: actorOf(by), action: "webhook_endpoint.redelivered", after });
    return delivery.id;
  });
}
