import "server-only";
import { db } from "@/lib/db/client";
import { releaseWaiting } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";

/** How many are released at a time. After a backup is restored, there may be very many. */
const STEP = 1_000;

/** Makes waiting notifications pending again once their connection exists. */
export async function releaseWaitingNotifications(): Promise<void> {
  while ((await releaseWaiting(db(), Prisma.sql`true`, STEP)) === STEP);
}
