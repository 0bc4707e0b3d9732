import "server-only";
import { actorOf } from "@/lib/audit/record";
import { attemptsLeft } from "@/lib/connections/disconnect/attempts-left";
import { completeDisconnect, type DisconnectingConnection } from "@/lib/connections/disconnect/complete";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { Admin } from "@/lib/principal";

/**
 * Marks a connection as disconnected although ReceiptHero never confirmed it. The token is erased. The audit log and
 * the certificate say that ReceiptHero did not confirm. This requires that the automatic attempts are used up, because
 * until then ReceiptHero may still confirm.
 * @returns whether it was marked; false when it is not disconnecting or attempts are left
 */
export async function markAsDisconnected(admin: Admin, receiptheroId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [connection] = await tx.$queryRaw<DisconnectingConnection[]>`
      SELECT "receiptheroId", "grantNumber" FROM "Connection" c
       WHERE "receiptheroId" = ${receiptheroId} AND status = 'DISCONNECTING' AND NOT ${attemptsLeft}
         FOR UPDATE OF c`;
    if (!connection) return false;
    const isMarked = await completeDisconnect(tx, connection, "unconfirmed", actorOf(admin));
    await tx.$executeRaw`SELECT graphile_worker.remove_job(${`disconnect:${receiptheroId}`})`;
    log.warn(
      { receiptheroId, userId: admin.id },
      "a connection was marked as disconnected without ReceiptHero's confirmation",
    );
    return isMarked;
  });
}
