import "server-only";
import { db } from "@/lib/db/client";

/** How many are woken at a time: after a restored backup there may be very many. */
const STEP = 1_000;

/** Lets notifications that waited for a connection be processed, once it is there. */
export async function releaseWaitingNotifications(): Promise<void> {
  while ((await wakeSome()) === STEP);
}

function wakeSome(): Promise<number> {
  return db().$executeRaw`
    UPDATE "Notification" SET state = 'PENDING', "retryAt" = now()
     WHERE state = 'WAITING' AND id IN
           (SELECT n.id FROM "Notification" n JOIN "Connection" c ON c."receiptheroId" = n."receiptheroId"
             WHERE n.state = 'WAITING' LIMIT ${STEP}::int)`;
}
