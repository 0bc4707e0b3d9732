import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";

// Whether an endpoint gets events. No other module writes `WebhookEndpoint.disabledAt`.

/** Why an endpoint gets no events. */
export type DisabledReason = "switched_off" | "gone" | "failing";

/** Switches an endpoint off. Its deliveries wait. */
export async function disableEndpoint(
  tx: Transaction,
  id: string,
  reason: DisabledReason,
  actor: Actor,
): Promise<void> {
  const disabled = await tx.$executeRaw`
    UPDATE "WebhookEndpoint" SET "disabledAt" = now(), "disabledReason" = ${reason}
     WHERE id = ${id}::uuid AND "disabledAt" IS NULL`;
  if (disabled === 0) return;
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.disabled", after: { endpointId: id, reason } });
}

/**
 * Switches an endpoint on again.
 * @param sendMissed whether it gets the events that it has missed: those that were not delivered, and those that were
 * published while it was off and still have their data. Otherwise what waits is given up
 */
export async function enableEndpoint(tx: Transaction, id: string, sendMissed: boolean, actor: Actor): Promise<void> {
  const [endpoint] = await tx.$queryRaw<{ disabledAt: Date; types: string[] }[]>`
    SELECT "disabledAt", types FROM "WebhookEndpoint" WHERE id = ${id}::uuid AND "disabledAt" IS NOT NULL FOR UPDATE`;
  if (!endpoint) return;
  await tx.$executeRaw`
    UPDATE "WebhookEndpoint" SET "disabledAt" = NULL, "disabledReason" = NULL, "failingSince" = NULL WHERE id = ${id}::uuid`;
  if (sendMissed) {
    await tx.$executeRaw`
      UPDATE "EventDelivery" SET "nextAttemptAt" = now(), "formerAttempts" = attempts WHERE "endpointId" = ${id}::uuid AND state = 'PENDING'`;
    await tx.$executeRaw`
      INSERT INTO "EventDelivery" ("eventId", "endpointId")
      SELECT e.id, ${id}::uuid FROM "Event" e
       WHERE e.position IS NOT NULL AND e.data IS NOT NULL AND e.type <> 'ping'
         AND (${endpoint.types} = '{}'::text[] OR e.type = ANY(${endpoint.types}))
         AND e.at >= ${endpoint.disabledAt}::timestamptz - interval '1 minute'
         AND NOT EXISTS (SELECT FROM "EventDelivery" d WHERE d."eventId" = e.id AND d."endpointId" = ${id}::uuid)
       ORDER BY e.position`;
  } else {
    await tx.$executeRaw`
      UPDATE "EventDelivery" SET state = 'FAILED', "finishedAt" = now() WHERE "endpointId" = ${id}::uuid AND state = 'PENDING'`;
  }
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.enabled", after: { endpointId: id, sendMissed } });
}
