import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

const LIMIT = 10;

/** The newest notifications about a connection. */
export function connectionNotifications(_staff: Staff, receiptheroId: string) {
  return db().notification.findMany({
    where: { receiptheroId },
    orderBy: [{ firstReceivedAt: "desc" }, { id: "desc" }],
    take: LIMIT,
    select: { id: true, type: true, state: true, deliveries: true, firstReceivedAt: true, result: true, error: true },
  });
}

export type ConnectionNotification = Awaited<ReturnType<typeof connectionNotifications>>[number];
