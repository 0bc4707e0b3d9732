import "server-only";
import { db } from "@/lib/db/client";
import { matchCondition, type NotificationFilter } from "@/lib/notifications/filter";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Counting stops here. A larger number is shown as "more than". */
export const MAX_COUNT = 1_000;

/** How many notifications are in each state that may need attention, up to one more than `MAX_COUNT`. */
export async function countUnfinished(_staff: Staff): Promise<Record<"PENDING" | "WAITING" | "FAILED", number>> {
  const count = (state: "PENDING" | "WAITING" | "FAILED") => Prisma.sql`
    (SELECT count(*)::int FROM (SELECT FROM "Notification" WHERE state = ${state}::"NotificationState"
                                 LIMIT ${MAX_COUNT + 1}) counted)`;
  const [counts] = await db().$queryRaw<[Record<"PENDING" | "WAITING" | "FAILED", number>]>`
    SELECT ${count("PENDING")} AS "PENDING", ${count("WAITING")} AS "WAITING", ${count("FAILED")} AS "FAILED"`;
  return counts;
}

/** How many notifications match a filter, up to one more than `MAX_COUNT`. */
export async function countNotifications(_staff: Staff, filter: NotificationFilter): Promise<number> {
  const [{ count }] = await db().$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count
      FROM (SELECT FROM "Notification" n WHERE ${await matchCondition(filter)} LIMIT ${MAX_COUNT + 1}) counted`;
  return count;
}
