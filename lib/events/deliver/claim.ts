import "server-only";
import { db } from "@/lib/db/client";

/** How many requests an endpoint gets at once, from all servers together. */
export const AT_ONCE = 8;

/** How long a server has a delivery, in seconds: longer than a request may take. Then another server tries it again. */
const LEASE = 30;

/** `nextAttemptAt` is rounded to milliseconds, possibly up, so a new delivery may seem to be due a moment later. */
const ROUNDING = "1 millisecond";

/** A delivery that this server sends now. */
export type ClaimedDelivery = {
  id: bigint;
  attempts: number;
  formerAttempts: number;
  publicId: string;
  type: string;
  at: Date;
  /** JSON as the database holds it. */
  data: string;
  url: string;
  sealedSecret: string;
  /** The former secret, while it signs as well. */
  sealedFormerSecret: string | null;
};

/** The endpoints that have deliveries to send now. */
export async function endpointsWithWork(): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    SELECT w.id FROM "WebhookEndpoint" w
     WHERE w."disabledAt" IS NULL
       AND EXISTS (SELECT FROM "EventDelivery" d WHERE d."endpointId" = w.id AND d.state = 'PENDING' AND d."nextAttemptAt" < now() + ${ROUNDING}::interval
                                                   AND (d."leasedUntil" IS NULL OR d."leasedUntil" <= now()))`;
  return rows.map(({ id }) => id);
}

/**
 * Claims due deliveries of an endpoint, those that have waited longest first. One server claims at a time, so that
 * all together send at most `AT_ONCE` requests at a time.
 * @param most how many this server can send now
 */
export async function claimDeliveries(endpointId: string, most: number): Promise<ClaimedDelivery[]> {
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('deliver_events'), hashtext(${endpointId}))`;
    return tx.$queryRaw<ClaimedDelivery[]>`
      WITH busy AS (SELECT count(*)::int AS count FROM "EventDelivery"
                     WHERE "endpointId" = ${endpointId}::uuid AND state = 'PENDING' AND "leasedUntil" > now()),
           due AS (SELECT d.id FROM "EventDelivery" d
                    WHERE d."endpointId" = ${endpointId}::uuid AND d.state = 'PENDING' AND d."nextAttemptAt" < now() + ${ROUNDING}::interval
                      AND (d."leasedUntil" IS NULL OR d."leasedUntil" <= now())
                    ORDER BY d."nextAttemptAt", d.id
                    LIMIT least(${most}::int, greatest(0, ${AT_ONCE}::int - (SELECT count FROM busy))) FOR UPDATE SKIP LOCKED)
      UPDATE "EventDelivery" d
         SET "leasedUntil" = now() + make_interval(secs => ${LEASE}::int), attempts = d.attempts + 1
        FROM due, "Event" e, "WebhookEndpoint" w
       WHERE d.id = due.id AND e.id = d."eventId" AND w.id = d."endpointId" AND w."disabledAt" IS NULL AND e.data IS NOT NULL
      RETURNING d.id, d.attempts, d."formerAttempts", e."publicId", e.type, e.at, e.data::text AS data, w.url, w."sealedSecret",
                CASE WHEN w."formerSecretUntil" > now() THEN w."sealedFormerSecret" END AS "sealedFormerSecret"`;
  });
}
