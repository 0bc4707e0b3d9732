import "server-only";
import { patientDb } from "@/lib/db/client";
import { allOf } from "@/lib/db/conditions";
import { afterCursor, type Cursor, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { type DeliveryFilter, type DeliveryOutcome, deliveryStates, LOG_ORDER } from "@/lib/events/deliveries/filter";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { EventDeliveryState } from "@/prisma/generated/enums";

/** A delivery in the log. `status` and `problem` are those of its last attempt; null before the first. */
export type ListedDelivery = {
  id: bigint;
  createdAt: Date;
  type: string;
  state: EventDeliveryState;
  attempts: number;
  nextAttemptAt: Date;
  endpointId: string;
  url: string;
  isOff: boolean;
  status: number | null;
  problem: string | null;
  milliseconds: number | null;
};

/**
 * A page of the log of deliveries, newest first.
 * @param after the last delivery of the previous page; null for the newest
 */
export async function listDeliveries(
  _staff: Staff,
  filter: DeliveryFilter,
  after: Cursor | null,
  size = PAGE_SIZE,
): Promise<{ rows: ListedDelivery[]; next: string | null }> {
  const rows = await patientDb().$queryRaw<ListedDelivery[]>`
    SELECT d.id, d."createdAt", d.type, d.state, d.attempts, d."nextAttemptAt", d."endpointId", w.url,
           w."disabledAt" IS NOT NULL AS "isOff", a.status, a.problem, a.milliseconds
      FROM (SELECT * FROM "EventDelivery" d WHERE ${condition(filter)} AND ${afterCursor(LOG_ORDER, after, "d.")}
             ORDER BY ${orderBy(LOG_ORDER, "d.")} LIMIT ${size + 1}) d
      JOIN "WebhookEndpoint" w ON w.id = d."endpointId"
      LEFT JOIN LATERAL (SELECT status, problem, milliseconds FROM "EventAttempt" a WHERE a."deliveryId" = d.id
                          ORDER BY number DESC LIMIT 1) a ON TRUE
     ORDER BY ${orderBy(LOG_ORDER, "d.")}`;
  return toPage(LOG_ORDER, rows, size);
}

/** The filter as an SQL condition over `d`, a row of "EventDelivery". */
function condition({ endpoint, type, outcome, from, to }: DeliveryFilter): Prisma.Sql {
  return allOf([
    ...(endpoint ? [Prisma.sql`d."endpointId" = ${endpoint}::uuid`] : []),
    ...(type ? [Prisma.sql`d.type = ${type}`] : []),
    ...(outcome ? [inState(outcome)] : []),
    ...(from ? [Prisma.sql`d."createdAt" >= ${`${from}T00:00:00Z`}::timestamptz`] : []),
    ...(to ? [Prisma.sql`d."createdAt" < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'`] : []),
  ]);
}

/** In words of SQL, so that the planner sees that an index of one state suffices. */
function inState(outcome: DeliveryOutcome): Prisma.Sql {
  return Prisma.raw(`d.state = '${deliveryStates[outcome]}'`);
}
