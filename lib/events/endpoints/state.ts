import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";
import { LAST_POSITION } from "@/lib/events/publish";
import { Prisma } from "@/prisma/generated/client";

// Whether an endpoint gets events. No other module writes `WebhookEndpoint.disabledAt`.

/** Why an endpoint gets no events. */
export type DisabledReason = "switched_off" | "gone" | "failing";

/**
 * Switches an endpoint off. Its deliveries and the events that it gets wait.
 * @returns when; null when it was off already
 */
export async function disableEndpoint(
  tx: Transaction,
  id: string,
  reason: DisabledReason,
  actor: Actor,
): Promise<Date | null> {
  const [disabled] = await tx.$queryRaw<{ disabledAt: Date }[]>`
    UPDATE "WebhookEndpoint"
       SET "disabledAt" = now(), "disabledReason" = ${reason}
     WHERE id = ${id}::uuid AND "disabledAt" IS NULL
    RETURNING "disabledAt"`;
  if (!disabled) return null;
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.disabled", after: { endpointId: id, reason } });
  return disabled.disabledAt;
}

/**
 * Switches an endpoint on again.
 * @param sendMissed whether it gets what it has missed. Otherwise that is given up
 */
export async function enableEndpoint(tx: Transaction, id: string, sendMissed: boolean, actor: Actor): Promise<void> {
  const off = await tx.$queryRaw<unknown[]>`
    SELECT FROM "WebhookEndpoint" WHERE id = ${id}::uuid AND "disabledAt" IS NOT NULL FOR UPDATE`;
  if (off.length === 0) return;
  const waiting = sendMissed
    ? Prisma.sql`"nextAttemptAt" = now(), "formerAttempts" = attempts`
    : Prisma.sql`state = 'FAILED', "finishedAt" = now()`;
  await tx.$executeRaw`
    UPDATE "EventDelivery" SET ${waiting} WHERE "endpointId" = ${id}::uuid AND state = 'PENDING'`;
  await tx.$executeRaw`
    UPDATE "WebhookEndpoint" SET "disabledAt" = NULL, "disabledReason" = NULL, "failingSince" = NULL,
           position = CASE WHEN ${sendMissed} THEN position ELSE ${LAST_POSITION} END
     WHERE id = ${id}::uuid`;
  await recordAuditEvent(tx, { actor, action: "webhook_endpoint.enabled", after: { endpointId: id, sendMissed } });
}
