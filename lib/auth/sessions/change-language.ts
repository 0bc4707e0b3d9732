import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Locale } from "@/lib/i18n/locales";

/**
 * Changes the language of a user's own pages and emails, as the user wants it. The same language is not recorded as a change.
 * @param userId the user who chose it, signed in or signing in
 */
export async function changeLanguage(userId: string, language: Locale): Promise<void> {
  await db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ language: string | null }[]>`
      SELECT language FROM "User" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    if (!before || before.language === language) return;
    await tx.user.update({ where: { id: userId }, data: { language }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: { type: "USER", id: userId },
      action: "user.changed",
      before: { locale: before.language },
      after: { locale: language },
    });
  });
}
