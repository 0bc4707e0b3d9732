import "server-only";
import { type AuditFilter, isImpersonal } from "@/lib/audit/filter";
import { db } from "@/lib/db/client";
import { afterCursor, BIGINT, type Cursor, orderBy } from "@/lib/db/keyset";
import { Prisma } from "@/prisma/generated/client";
import type { ActorType } from "@/prisma/generated/enums";

export type AuditEvent = {
  id: bigint;
  at: Date;
  actorType: ActorType;
  actorId: string | null;
  action: string;
  merchantId: string | null;
  receiptheroId: string | null;
  before: Prisma.JsonValue;
  after: Prisma.JsonValue;
};

/** The order of events, newest first. */
export const EVENT_ORDER = [{ name: "id", ...BIGINT, descending: true }] as const;

/**
 * Ids are assigned in the order in which events are written. An event's time is the start of its transaction. So ids
 * and times increase together, except for the length of a transaction and for clocks that were set back: less than
 * this.
 */
const DISORDER = Prisma.sql`interval '1 day'`;

/**
 * Audit events that match, newest first. The cost depends on the number of matches, not on the size of the log
 * (docs/decisions/0015-reading-the-audit-log.md).
 * @param after the event before the first one; null: from the newest
 * @param limit how many at most
 */
export async function findAuditEvents(filter: AuditFilter, after: Cursor | null, limit: number): Promise<AuditEvent[]> {
  const [leading, ...others] = namedColumns(filter);
  const conditions = [
    // With "=", PostgreSQL would drop the column from the sort order below. "= ANY" keeps it.
    leading && Prisma.sql`${leading.name} = ANY (ARRAY[${leading.value}])`,
    ...others.map(({ name, value }) => Prisma.sql`${name} = ${value}`),
    isImpersonal(filter.actor) && Prisma.sql`"actorId" IS NULL`,
    afterCursor(EVENT_ORDER, after),
    ...(await withinDays(filter)),
  ].filter((condition) => typeof condition === "object");
  return db().$queryRaw<AuditEvent[]>`
    SELECT id, at, "actorType", "actorId", action, "merchantId", "receiptheroId", before, after FROM "AuditEvent"
     WHERE ${Prisma.join(conditions, " AND ")}
     ORDER BY ${leading ? Prisma.sql`${leading.name},` : Prisma.empty} ${orderBy(EVENT_ORDER)} LIMIT ${limit}`;
}

/**
 * The columns that a filter names, the most selective first. That column leads the sort order, so PostgreSQL uses its
 * index. Otherwise PostgreSQL tends to scan the log from its end and filter. That is fast when matches are spread
 * evenly, but reads half the log when they are old, as after a bulk disconnect.
 */
function namedColumns({ connection, merchant, actor, action }: AuditFilter): { name: Prisma.Sql; value: Prisma.Sql }[] {
  return [
    connection && { name: Prisma.sql`"receiptheroId"`, value: Prisma.sql`${connection}` },
    merchant && { name: Prisma.sql`"merchantId"`, value: Prisma.sql`${merchant}::uuid` },
    actor &&
      (isImpersonal(actor)
        ? { name: Prisma.sql`"actorType"`, value: Prisma.sql`${actor}::"ActorType"` }
        : { name: Prisma.sql`"actorId"`, value: Prisma.sql`${actor}::uuid` }),
    action && { name: Prisma.sql`action`, value: Prisma.sql`${action}` },
  ].filter((column) => typeof column === "object" && column !== null);
}

/**
 * The days of a filter as two conditions: by time, and by the range of ids in that time, because the indexes are sorted
 * by id. The range is queried first, because PostgreSQL plans well only for known numbers. The planner treats the two
 * conditions as independent and would expect far too few matches, so the CASE hides the times from it.
 */
async function withinDays({ from, to }: AuditFilter): Promise<Prisma.Sql[]> {
  if (!from && !to) return [];
  const start = Prisma.sql`${`${from ?? to}T00:00:00Z`}::timestamptz`;
  const end = Prisma.sql`${`${to ?? from}T00:00:00Z`}::timestamptz + interval '1 day'`;
  const [ids] = await db().$queryRaw<{ below: bigint | null; above: bigint | null }[]>`
    SELECT (SELECT id FROM "AuditEvent" WHERE at < ${start} - ${DISORDER} ORDER BY at DESC LIMIT 1) AS below,
           (SELECT id FROM "AuditEvent" WHERE at >= ${end} + ${DISORDER} ORDER BY at LIMIT 1) AS above`;
  return [
    from && Prisma.sql`CASE WHEN at >= ${start} THEN TRUE ELSE FALSE END`,
    from && ids?.below && Prisma.sql`id > ${ids.below}`,
    to && Prisma.sql`CASE WHEN at < ${end} THEN TRUE ELSE FALSE END`,
    to && ids?.above && Prisma.sql`id < ${ids.above}`,
  ].filter((condition) => typeof condition === "object" && condition !== null);
}
