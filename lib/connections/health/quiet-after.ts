// By path and not by alias: prisma/seed/ imports this without Next.
import { Prisma } from "../../../prisma/generated/client.ts";

/** A connection counts as quiet after this many days, or this many typical intervals, whichever is longer. */
export const QUIET_DAYS = 3;
export const QUIET_INTERVALS = 4;

/**
 * SQL: how long a connection may go without a receipt before it counts as quiet.
 * @param typical SQL of its typical interval, in seconds
 */
export function quietAfter(typical: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`greatest(make_interval(days => ${QUIET_DAYS}::int), ${QUIET_INTERVALS}::int * make_interval(secs => ${typical}))`;
}
