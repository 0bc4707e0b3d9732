import "server-only";
import { db } from "@/lib/db/client";
import { IMPORT_ABANDONED_MINUTES, INVITATION_FILE_DAYS } from "@/lib/lifetimes";

/**
 * Deletes the files of invitations whose server has stopped while they arrived, and those that ended 30 days ago, with
 * their lines. Several servers may run this at once.
 * @throws any database error
 */
export async function sweepInvitationFiles(): Promise<void> {
  // One at a time: a file has ten thousand lines at most, which go together with it.
  while ((await deleteOne()) > 0);
}

function deleteOne(): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "MerchantInvitationFile" WHERE id IN
      (SELECT id FROM "MerchantInvitationFile"
        WHERE "finishedAt" < now() - make_interval(days => ${INVITATION_FILE_DAYS}::int)
           OR state = 'RECEIVING' AND "lastArrivalAt" < now() - make_interval(mins => ${IMPORT_ABANDONED_MINUTES}::int)
        LIMIT 1 FOR UPDATE SKIP LOCKED)`;
}
