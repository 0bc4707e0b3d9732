import "server-only";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import { readReply } from "@/lib/mail/reply";

/**
 * Notes on the user with an address whether the mail server refuses emails to it, for the staff's page of that user.
 * Never throws. It skips a user whose row is locked: the caller may have locked it, and would wait for itself.
 * @param error the error of sending; null when the mail server took the email
 */
export async function noteReply(to: string, error: unknown): Promise<void> {
  const { isFinal, text } = readReply(error);
  if (error !== null && !isFinal) return;
  const refusal = error === null ? null : text;
  try {
    await db().$executeRaw`
      UPDATE "User" SET "mailRefusal" = ${refusal}, "mailRefusedAt" = CASE WHEN ${refusal}::text IS NOT NULL THEN now() END
       WHERE id IN (SELECT id FROM "User" WHERE email = ${to} AND ("mailRefusal" IS NOT NULL OR ${refusal}::text IS NOT NULL)
                       FOR NO KEY UPDATE SKIP LOCKED)`;
  } catch (cause) {
    log.warn({ err: cause }, "the mail server's reply could not be noted");
  }
}
