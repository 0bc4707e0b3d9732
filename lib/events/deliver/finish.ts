import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { FAILING_DAYS, GONE, pauseAfter } from "@/lib/events/deliver/schedule";
import type { Attempt } from "@/lib/events/deliver/send";
import { disableEndpoint } from "@/lib/events/endpoints/state";
import { queueSwitchedOffMails } from "@/lib/events/switched-off-mail/queue";
import { Prisma } from "@/prisma/generated/client";

/** A delivery that was tried. `attempts` counts this attempt, and `formerAttempts` those before it was delivered again. */
type Tried = { id: bigint; endpointId: string; url: string; attempts: number; formerAttempts: number };

/**
 * Records an attempt, and what follows from it: the next attempt, the end of the delivery, or the end of the endpoint.
 * If the lease was lost, another server tries it too, and both attempts are recorded under their numbers.
 */
export async function finishAttempt(tried: Tried, attempt: Attempt): Promise<void> {
  if (attempt.problem === null) return recordSuccess(tried, attempt);
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`${attemptRow(tried, attempt)}`;
    await planRetry(tx, tried, pauseAfter(tried.attempts - tried.formerAttempts));
    await noteFailure(tx, tried, attempt.status === GONE);
  });
}

/** SQL: records the attempt, unless the endpoint was deleted with its log. */
function attemptRow({ id, attempts }: Tried, { problem, status, body, milliseconds }: Attempt): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO "EventAttempt" ("deliveryId", number, "startedAt", milliseconds, status, problem, body)
    SELECT id, ${attempts}::int, now() - make_interval(secs => ${milliseconds / 1000}::float8), ${milliseconds}::int,
           ${status}::int, ${problem}, ${body}
      FROM "EventDelivery" WHERE id = ${id} ON CONFLICT DO NOTHING`;
}

/** One statement, because nearly every delivery of a busy server ends here. */
async function recordSuccess(tried: Tried, attempt: Attempt): Promise<void> {
  // The endpoint once a minute: its row would be written by every delivery.
  await db().$executeRaw`
    WITH attempt AS (${attemptRow(tried, attempt)}),
         delivery AS (UPDATE "EventDelivery" SET state = 'DELIVERED', "leasedUntil" = NULL, "finishedAt" = now()
                       WHERE id = ${tried.id} AND state <> 'DELIVERED')
    UPDATE "WebhookEndpoint" SET "failingSince" = NULL, "succeededAt" = now()
     WHERE id = ${tried.endpointId}::uuid
       AND ("failingSince" IS NOT NULL OR "succeededAt" IS NULL OR "succeededAt" < now() - interval '1 minute')`;
}

/**
 * Plans the next attempt. If the event was to be sent again during this attempt, it is due at once.
 * @param pause in seconds; null when the delivery is given up
 */
async function planRetry(tx: Transaction, { id, formerAttempts }: Tried, pause: number | null): Promise<void> {
  const planned =
    pause === null
      ? Prisma.sql`state = 'FAILED', "finishedAt" = now()`
      : Prisma.sql`"nextAttemptAt" = now() + make_interval(secs => ${pause}::float8)`;
  await tx.$executeRaw`
    UPDATE "EventDelivery" SET "leasedUntil" = NULL, ${planned}
     WHERE id = ${id} AND state = 'PENDING' AND "formerAttempts" = ${formerAttempts}::int`;
  await tx.$executeRaw`
    UPDATE "EventDelivery" SET "leasedUntil" = NULL
     WHERE id = ${id} AND state = 'PENDING' AND "formerAttempts" <> ${formerAttempts}::int`;
}

/**
 * Switches the endpoint off when it is gone, or when everything has failed for days. The endpoint may have another URL
 * by now, of which the attempt says nothing.
 */
async function noteFailure(tx: Transaction, { endpointId, url }: Tried, isGone: boolean): Promise<void> {
  const [endpoint] = await tx.$queryRaw<{ isOver: boolean }[]>`
    UPDATE "WebhookEndpoint" SET "failingSince" = coalesce("failingSince", now())
     WHERE id = ${endpointId}::uuid AND url = ${url}
    RETURNING "failingSince" <= now() - make_interval(days => ${FAILING_DAYS}::int) AS "isOver"`;
  if (!endpoint || !(isGone || endpoint.isOver)) return;
  const isNew = await disableEndpoint(tx, endpointId, isGone ? "gone" : "failing", { type: "SYSTEM" });
  if (isNew) await queueSwitchedOffMails(tx, endpointId);
}
