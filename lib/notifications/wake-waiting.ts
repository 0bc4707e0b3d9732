import "server-only";
import { db } from "@/lib/db";

/** Lets notifications that waited for a connection be processed, once it is there. */
export async function wakeWaitingNotifications(): Promise<void> {
  await db().$executeRaw`
    UPDATE "Notification" n SET state = 'PENDING', "retryAt" = now()
     WHERE state = 'WAITING' AND EXISTS (SELECT FROM "Connection" c WHERE c."receiptheroId" = n."receiptheroId")`;
}
