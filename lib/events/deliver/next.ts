import "server-only";
import { db } from "@/lib/db/client";
import { ROUNDING } from "@/lib/events/deliver/lease";
import { LAST_POSITION } from "@/lib/events/publish";
import { Prisma } from "@/prisma/generated/client";

/** How many positions one query looks through for events that an endpoint gets. */
const WINDOW = 10_000n;

/** How many windows one call looks through: the lease must be renewed in time, and the place be noted. */
const WINDOWS = 20;

/** An event that is to be sent to an endpoint. */
export type Delivery = {
  eventId: bigint;
  /** The event's; null when the event has a row of "EventDelivery" already, because it is sent again. */
  position: bigint | null;
  attempts: number;
  formerAttempts: number;
  publicId: string;
  type: string;
  at: Date;
  /** JSON as the database holds it; null when it was erased. */
  data: string | null;
};

const EVENT = Prisma.sql`e.id AS "eventId", e."publicId", e.type, e.at, e.data::text AS data`;

/** SQL: rows `e` of "Event" that the endpoint `w` gets, and that have no delivery to it yet. An admin may have sent one. */
export const UNSENT = Prisma.sql`
  "Event" e WHERE e.position > w.position AND e.data IS NOT NULL AND e.type <> 'ping' AND (w.types = '{}' OR e.type = ANY (w.types))
     AND NOT EXISTS (SELECT FROM "EventDelivery" d WHERE d."eventId" = e.id AND d."endpointId" = w.id)`;

/**
 * The deliveries of an endpoint that are due, those that have waited longest first.
 * @param sending the events that this server is sending to it
 */
export async function dueDeliveries(endpointId: string, sending: bigint[], most: number): Promise<Delivery[]> {
  return db().$queryRaw<Delivery[]>`
    SELECT d.attempts, d."formerAttempts", NULL::bigint AS position, ${EVENT}
      FROM (SELECT * FROM "EventDelivery"
             WHERE "endpointId" = ${endpointId}::uuid AND state = 'PENDING' AND "nextAttemptAt" < now() + ${ROUNDING}::interval
               AND "eventId" <> ALL (${sending}::bigint[])
             ORDER BY "nextAttemptAt", id LIMIT ${most}::int) d
      JOIN "Event" e ON e.id = d."eventId" ORDER BY d."nextAttemptAt", d.id`;
}

/**
 * The next events for an endpoint that have no delivery to it yet, in their order. None of a long stretch may be of the types
 * that it gets: then there are none, and the next call goes on after `until`.
 * @param place the types that it gets, empty for all; and a position
 * @returns `until` is the position up to which there are no others
 */
export async function nextEvents(
  place: { endpointId: string; types: string[]; after: bigint },
  most: number,
): Promise<{ deliveries: Delivery[]; until: bigint }> {
  const { endpointId, types, after } = place;
  let until = after;
  for (let looked = 0; looked < WINDOWS; looked++) {
    const from = until;
    const rows = await db().$queryRaw<(({ eventId: null } | Delivery) & { last: bigint })[]>`
      SELECT newest.last, found.*
        FROM (SELECT ${LAST_POSITION} AS last) newest
        LEFT JOIN LATERAL (
               SELECT e.position, 0 AS attempts, 0 AS "formerAttempts", ${EVENT}
                 FROM (SELECT ${endpointId}::uuid AS id, ${types}::text[] AS types, ${from}::bigint AS position) w, ${UNSENT}
                      AND e.position <= ${from + WINDOW}::bigint
                ORDER BY e.position LIMIT ${most}::int) found ON TRUE
       ORDER BY found.position`;
    const last = rows[0]?.last ?? from;
    if (last <= from) break;
    until = last < from + WINDOW ? last : from + WINDOW;
    const deliveries = rows.filter((row) => row.eventId !== null);
    const furthest = deliveries.at(-1)?.position;
    if (furthest) return { deliveries, until: deliveries.length < most ? until : furthest };
  }
  return { deliveries: [], until };
}
