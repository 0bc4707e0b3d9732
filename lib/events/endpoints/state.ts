import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";
import { holdPublishing } from "@/lib/events/publish";
import { Prisma } from "@/prisma/generated/client";

// Whether an endpoint gets events. No other module writes `WebhookEndpoint.disabledAt`.

/** Why an endpoint gets no events. */
export type DisabledReason = "switched_off" | "gone" | "failing";

/**
 * Switches an endpoint off. Its deliveries wait.
 * @returns whether it was on
 */
export async function disableEndpoint(
  tx: Transaction,
  id: string,
  reason: DisabledReason,
  actor: Actor,
): Promise<boolean> {
  const disabled = await tx.$executeRaw`
    UPDATE "WebhookEndpoint"
       SET "disabledAt" = now(), "disabledReason" = ${reason},
           "disabledAfter" = (SELECT coalesce(max(position), 0) FROM "Event")
     WHERE id = ${id}::uuid AND "disabledAt" IS NULL`;
  if (disabled === 0) return false;
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.disabled", after: { endpointId: id, reason } });
  return true;
}

/**
 * SQL: an event `e` that the endpoint `w` has missed because it was switched off. One that was published at the moment of
 * the switch may have a delivery already.
 */
export const MISSED = Prisma.sql`
  e.position > w."disabledAfter" AND e.data IS NOT NULL AND e.type <> 'ping' AND (w.types = '{}' OR e.type = ANY(w.types))
  AND NOT EXISTS (SELECT FROM "EventDelivery" d WHERE d."eventId" = e.id AND d."endpointId" = w.id)`;

/**
 * Switches an endpoint on again.
 * @param sendMissed whether it gets the events that it has missed: those that were not delivered, and those that were
 * published while it was off and still have their data. Otherwise what waits is given up
 */
export async function enableEndpoint(tx: Transaction, id: string, sendMissed: boolean, actor: Actor): Promise<void> {
  const off = await tx.$queryRaw<unknown[]>`
    SELECT FROM "WebhookEndpoint" WHERE id = ${id}::uuid AND "disabledAt" IS NOT NULL FOR UPDATE`;
  if (off.length === 0) return;
  if (sendMissed) {
    await tx.$executeRaw`
      UPDATE "EventDelivery" SET "nextAttemptAt" = now(), "formerAttempts" = attempts WHERE "endpointId" = ${id}::uuid AND state = 'PENDING'`;
    // Nothing is published between this statement and the switch, so no event is left out by both.
    await holdPublishing(tx);
    await tx.$executeRaw`
      INSERT INTO "EventDelivery" ("eventId", "endpointId", type)
      SELECT e.id, w.id, e.type FROM "Event" e, "WebhookEndpoint" w WHERE w.id = ${id}::uuid AND ${MISSED} ORDER BY e.position`;
  } else {
    await tx.$executeRaw`
      UPDATE "EventDelivery" SET state = 'FAILED', "finishedAt" = now(), "leasedUntil" = NULL WHERE "endpointId" = ${id}::uuid AND state = 'PENDING'`;
  }
  await tx.$executeRaw`
    UPDATE "WebhookEndpoint" SET "disabledAt" = NULL, "disabledReason" = NULL, "disabledAfter" = NULL, "failingSince" = NULL
     WHERE id = ${id}::uuid`;
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.enabled", after: { endpointId: id, sendMissed } });
}
