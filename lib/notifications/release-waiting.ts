import "server-only";
import { db } from "@/lib/db/client";
import { releaseWaiting } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";

/** How many are released at a time: after a restored backup there may be very many. */
const STEP = 1_000;

/** Lets notifications that waited for a connection be processed, once it is there. */
export async function releaseWaitingNotifications(): Promise<void> {
  while ((await releaseWaiting(db(), Prisma.sql`true`, STEP)) === STEP);
}
