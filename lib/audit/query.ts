import "server-only";
import { type AuditFilter, isImpersonal } from "@/lib/audit/filter";
import { db } from "@/lib/db/client";
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

/**
 * Ids are given in the order in which events are written, and an event is written within its transaction, whose
 * beginning is its time. So ids and times run together, but for the length of a transaction and for clocks that were
 * set back: less than this.
 */
const DISORDER = Prisma.sql`interval '1 day'`;

/**
 * Audit events that match, newest first. It costs what is found, and not what there is
 * (docs/decisions/0015-reading-the-audit-log.md).
 * @param before only events older than this one; null: from the newest
 * @param limit how many at most
 */
export async function findAuditEvents(
  filter: AuditFilter,
  before: bigint | null,
  limit: number,
): Promise<AuditEvent[]> {
  const [leading, ...others] = namedColumns(filter);
  const conditions = [
    // "= ANY" keeps the column in the order below, where "=" would let it be dropped.
    leading && Prisma.sql`${leading.name} = ANY (ARRAY[${leading.value}])`,
    ...others.map(({ name, value }) => Prisma.sql`${name} = ${value}`),
    isImpersonal(filter.actor) && Prisma.sql`"actorId" IS NULL`,
    before !== null && Prisma.sql`id < ${before}`,
    ...(await withinDays(filter)),
  ].filter((condition) => typeof condition === "object");
  return db().$queryRaw<AuditEvent[]>`
    SELECT id, at, "actorType", "actorId", action, "merchantId", "receiptheroId", before, after FROM "AuditEvent"
     WHERE ${conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`TRUE`}
     ORDER BY ${leading ? Prisma.sql`${leading.name},` : Prisma.empty} id DESC LIMIT ${limit}`;
}

/**
 * The columns that a filter names, the most telling first. That one leads the order, so that PostgreSQL reads its
 * index. Left to itself it likes to read the log from the end and to leave out what does not match: quick when matches
 * are spread evenly, and half the log when they are old, as after an order in bulk.
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
 * The days of a filter as conditions: by time, and by the ids that the times lie between, which is what the indexes are
 * sorted by. Those are asked for first, because PostgreSQL plans well only for numbers that it knows. It does not know
 * that the two say the same, and would expect far too little to match: the CASE hides the times from its plan.
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
