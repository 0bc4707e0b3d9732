import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { type Endpoint, type Lease, renewLease } from "@/lib/events/deliver/lease";
import type { Delivery } from "@/lib/events/deliver/next";
import { FAILING_DAYS, GONE, pauseAfter } from "@/lib/events/deliver/schedule";
import type { Attempt } from "@/lib/events/deliver/send";
import { disableEndpoint } from "@/lib/events/endpoints/state";
import { queueSwitchedOffMails } from "@/lib/events/switched-off-mail/queue";

/** The outcome of a delivery. `attempt` is null when the event's data was erased, so that nothing could be sent. */
export type Outcome = { delivery: Delivery; url: string; attempt: Attempt | null };

/**
 * Records what became of deliveries, and what follows from it: their next attempts, their ends, or the end of the endpoint.
 * It renews the lease. If the lease was lost, nothing is recorded: another server sends the same events. It may be
 * repeated when the answer to the commit was lost.
 * @param outcomes in the order in which they ended
 * @param position every event up to this one has a delivery now, or does not go to the endpoint
 * @returns the endpoint as it is now; null when the lease was lost or the endpoint was deleted
 */
export async function recordOutcomes(lease: Lease, outcomes: Outcome[], position: bigint): Promise<Endpoint | null> {
  return db().$transaction(async (tx) => {
    const endpoint = await renewLease(tx, lease);
    if (!endpoint) return null;
    if (outcomes.length > 0) await writeAttempts(tx, lease, outcomes);
    const isOff = await noteHealth(tx, lease, endpoint, outcomes, position);
    return { ...endpoint, isOff };
  });
}

/**
 * Writes the deliveries and their attempts. A failed one that an admin wants to have sent again, or has given up, since it
 * began stays as the admin wants it. One that has more attempts than when it was read is recorded already.
 */
async function writeAttempts(tx: Transaction, { endpointId }: Lease, outcomes: Outcome[]): Promise<void> {
  // The lock keeps an event from being deleted before its delivery is there.
  await tx.$executeRaw`
    WITH outcome AS MATERIALIZED (
           SELECT * FROM json_to_recordset(${JSON.stringify(outcomes.map(toRow))}::json)
             AS o (n int, "eventId" bigint, state "EventDeliveryState", pause float8, tries int, attempts int,
                   "formerAttempts" int, milliseconds int, status int, problem text, body text)),
         kept AS (
           INSERT INTO "EventDelivery" AS d
             ("eventId", "endpointId", type, state, attempts, "formerAttempts", "nextAttemptAt", "finishedAt")
           SELECT e.id, ${endpointId}::uuid, e.type, o.state, o.tries, o."formerAttempts",
                  now() + make_interval(secs => o.pause), CASE WHEN o.state <> 'PENDING' THEN now() END
             FROM outcome o JOIN "Event" e ON e.id = o."eventId" ORDER BY o.n FOR KEY SHARE OF e
           ON CONFLICT ("eventId", "endpointId") DO UPDATE
             SET attempts = d.attempts + excluded.attempts,
                 (state, "nextAttemptAt", "finishedAt") = (
                   SELECT c.state, c.at, c."finishedAt"
                     FROM (VALUES (excluded.state, excluded."nextAttemptAt", excluded."finishedAt", TRUE),
                                  (d.state, d."nextAttemptAt", d."finishedAt", FALSE)) c (state, at, "finishedAt", "isOurs")
                    WHERE c."isOurs" = (excluded.state = 'DELIVERED'
                                        OR d.state = 'PENDING' AND d."formerAttempts" = excluded."formerAttempts"))
             WHERE d.attempts = (SELECT o.attempts FROM outcome o WHERE o."eventId" = d."eventId")
           RETURNING d.id, d."eventId", d.attempts)
    INSERT INTO "EventAttempt" ("deliveryId", number, "startedAt", milliseconds, status, problem, body)
    SELECT k.id, k.attempts, now() - make_interval(secs => o.milliseconds / 1000.0), o.milliseconds, o.status, o.problem, o.body
      FROM kept k JOIN outcome o USING ("eventId") WHERE o.tries > 0`;
}

/** A row of the statement above. `pause` is in seconds. */
function toRow({ delivery: { eventId, attempts, formerAttempts }, attempt }: Outcome, n: number) {
  const row = { n, eventId: String(eventId), attempts, formerAttempts };
  if (!attempt) return { ...row, state: "FAILED", pause: 0, tries: 0 };
  const pause = attempt.problem === null ? null : pauseAfter(attempts + 1 - formerAttempts);
  const state = attempt.problem === null ? "DELIVERED" : pause === null ? "FAILED" : "PENDING";
  return { ...row, ...attempt, state, pause: pause ?? 0, tries: 1 };
}

/**
 * Notes whether the endpoint works, and switches it off when it is gone, or when everything has failed for days. It may
 * have another URL by now, of which a failure says nothing.
 * @returns whether it is off
 */
async function noteHealth(
  tx: Transaction,
  { endpointId }: Lease,
  { url, isOff }: Endpoint,
  outcomes: Outcome[],
  position: bigint,
): Promise<boolean> {
  const lastSuccess = outcomes.findLastIndex(({ attempt }) => attempt?.problem === null);
  const failures = outcomes.filter((one) => one.url === url && one.attempt && one.attempt.problem !== null);
  const works = lastSuccess >= 0;
  const fails = failures.some((one) => outcomes.indexOf(one) > lastSuccess);
  const [health] = await tx.$queryRaw<{ isOver: boolean | null }[]>`
    UPDATE "WebhookEndpoint"
       SET position = greatest(position, ${position}::bigint),
           "succeededAt" = CASE WHEN ${works} THEN now() ELSE "succeededAt" END,
           "failingSince" = CASE WHEN ${fails} THEN coalesce(CASE WHEN NOT ${works} THEN "failingSince" END, now())
                                 WHEN NOT ${works} THEN "failingSince" END
     WHERE id = ${endpointId}::uuid
    RETURNING "failingSince" <= now() - make_interval(days => ${FAILING_DAYS}::int) AS "isOver"`;
  const isGone = failures.some(({ attempt }) => attempt?.status === GONE);
  if (isOff || !(isGone || (fails && health?.isOver))) return isOff;
  await disableEndpoint(tx, endpointId, isGone ? "gone" : "failing", { type: "SYSTEM" });
  await queueSwitchedOffMails(tx, endpointId);
  return true;
}
