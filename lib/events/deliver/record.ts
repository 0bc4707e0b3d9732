import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { db, type Transaction } from "@/lib/db/client";
import { type Endpoint, type Lease, type Progress, renewLease } from "@/lib/events/deliver/lease";
import type { Delivery } from "@/lib/events/deliver/next";
import { GONE, pauseAfter } from "@/lib/events/deliver/schedule";
import type { Attempt } from "@/lib/events/deliver/send";
import { type DisabledReason, disableEndpoint } from "@/lib/events/endpoints/state";

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
    const endpoint = await renewLease(tx, lease, progressOf(outcomes, position));
    if (!endpoint) return null;
    if (outcomes.length > 0) await writeAttempts(tx, lease, outcomes);
    // It may have another URL by now, of which an answer of the former one says nothing.
    const isGone = outcomes.some(({ url, attempt }) => url === endpoint.url && attempt?.status === GONE);
    if (endpoint.isOff || !(isGone || endpoint.isFailing)) return endpoint;
    await switchOff(tx, lease.endpointId, isGone ? "gone" : "failing");
    return { ...endpoint, isOff: true };
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

/** Sums up outcomes for the endpoint. Failures before the last success say nothing any more. */
function progressOf(outcomes: Outcome[], position: bigint): Progress {
  const lastSuccess = outcomes.findLastIndex(({ attempt }) => attempt?.problem === null);
  const failures = outcomes.slice(lastSuccess + 1).filter(({ attempt }) => attempt !== null);
  return { position, works: lastSuccess >= 0, failedUrls: [...new Set(failures.map(({ url }) => url))] };
}

/** Switches an endpoint off that works no more, and tells staff. */
async function switchOff(tx: Transaction, endpointId: string, reason: DisabledReason): Promise<void> {
  const at = await disableEndpoint(tx, endpointId, reason, { type: "SYSTEM" });
  if (at) await noteAlarm(tx, "endpoint_switched_off", `${endpointId} ${at.toISOString()}`);
}
