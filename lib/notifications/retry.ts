import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { matchCondition, type NotificationFilter } from "@/lib/notifications/filter";
import { processSoon } from "@/lib/notifications/process";
import { retryFailed } from "@/lib/notifications/state";
import type { Admin } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How many are released in one transaction. This many fit well into the statement timeout. */
const BATCH = 5_000;

/**
 * Retries failed notifications, with the full number of attempts. Selected notifications in other states stay as they
 * are. The error stays visible until the notification is processed.
 * @param which the ids of notifications, or a filter that selects them
 * @returns how many there were
 * @throws any database error; notifications released before the error are processed nevertheless
 */
export async function retryNotifications(
  admin: Admin,
  which: { ids: string[] } | { filter: NotificationFilter },
): Promise<number> {
  const condition = "ids" in which ? Prisma.sql`n.id = ANY (${which.ids}::uuid[])` : await matchCondition(which.filter);
  let total = 0;
  let released: number;
  do {
    released = await releaseSome(admin, condition);
    total += released;
  } while (released === BATCH);
  if (total > 0) processSoon();
  return total;
}

function releaseSome(admin: Admin, condition: Prisma.Sql): Promise<number> {
  return db().$transaction(async (tx) => {
    const count = await retryFailed(tx, condition, BATCH);
    if (count > 0) {
      await recordAuditEvent(tx, { actor: actorOf(admin), action: "notifications.retried", after: { count } });
    }
    return count;
  });
}
