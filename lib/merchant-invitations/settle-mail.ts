import "server-only";
import { db } from "@/lib/db/client";
import type { Delivery } from "@/lib/mail/deliver";
import { FIRST_MAIL_PAUSE, LONGEST_MAIL_PAUSE, MAIL_ABANDONED_MINUTES, MAIL_ATTEMPTS } from "@/lib/mail/retry-schedule";

/**
 * Records the outcome of an email. An email that the mail server did not take for now is due again later, and after
 * many attempts counts as refused. The former link works again, unless the new one may have arrived.
 * @throws any database error; the sweep then puts the email in doubt
 */
export async function settleMail(id: string, delivery: Delivery): Promise<void> {
  if (delivery.result === "sent" || delivery.result === "in_doubt") return settleTaken(id, delivery.result);
  const { code } = delivery;
  const isFinal = delivery.result === "refused";
  await db().$transaction(async (tx) => {
    // Locked before the invitation, as a change of the session's state does.
    await tx.$executeRaw`
      UPDATE "ConnectSession" s SET "tokenHash" = i."formerTokenHash" FROM "MerchantInvitation" i
       WHERE i.id = ${id}::uuid AND i."connectSessionId" = s.id AND i."mailStartedAt" IS NOT NULL
         AND i."formerTokenHash" IS NOT NULL`;
    await tx.$executeRaw`
      UPDATE "MerchantInvitation"
         SET "mailStartedAt" = NULL, "mailCode" = ${code}, "formerTokenHash" = NULL,
             "mailDueAt" = CASE WHEN NOT over AND state NOT IN ('connected', 'expired')
                                THEN now() + make_interval(mins => least(${FIRST_MAIL_PAUSE} * 2 ^ ("mailAttempts" - 1), ${LONGEST_MAIL_PAUSE})::int) END,
             state = CASE WHEN over AND state IN ('waiting', 'sent', 'in_doubt') THEN 'refused' ELSE state END
        FROM (SELECT id AS tried, ${isFinal}::boolean OR "mailAttempts" >= ${MAIL_ATTEMPTS}::int AS over
                FROM "MerchantInvitation" WHERE id = ${id}::uuid) attempt
       WHERE id = tried AND "mailStartedAt" IS NOT NULL`;
  });
}

async function settleTaken(id: string, result: "sent" | "in_doubt"): Promise<void> {
  await db().$executeRaw`
    UPDATE "MerchantInvitation"
       SET "mailStartedAt" = NULL, "formerTokenHash" = NULL, "lastMailAt" = now(),
           "sentAt" = CASE WHEN ${result} = 'sent' THEN coalesce("sentAt", now()) ELSE "sentAt" END,
           state = CASE WHEN state IN ('waiting', 'sent', 'in_doubt') THEN ${result}::"MerchantInvitationState" ELSE state END
     WHERE id = ${id}::uuid AND "mailStartedAt" IS NOT NULL`;
}

/**
 * Puts in doubt the emails of servers that died while they sent them. They are not sent again: an admin sees them, and
 * may remind.
 * @returns how many there were
 */
export function settleAbandonedMails(): Promise<number> {
  return db().$executeRaw`
    UPDATE "MerchantInvitation"
       SET "lastMailAt" = "mailStartedAt", "mailStartedAt" = NULL, "formerTokenHash" = NULL,
           state = CASE WHEN state IN ('waiting', 'sent') THEN 'in_doubt' ELSE state END
     WHERE "mailStartedAt" < now() - make_interval(mins => ${MAIL_ABANDONED_MINUTES}::int)`;
}
