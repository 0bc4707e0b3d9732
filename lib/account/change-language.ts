import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Locale } from "@/lib/i18n/locales";
import type { User } from "@/lib/principal";

/** Changes the language of the user's own pages and emails. The same language is not recorded as a change. */
export async function changeLanguage(user: User, language: Locale): Promise<void> {
  await db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ language: string | null }[]>`
      SELECT language FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    if (!before || before.language === language) return;
    await tx.user.update({ where: { id: user.id }, data: { language }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.changed",
      before: { locale: before.language },
      after: { locale: language },
    });
  });
}
