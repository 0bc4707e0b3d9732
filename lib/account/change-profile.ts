import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Locale } from "@/lib/i18n/locales";
import type { User } from "@/lib/principal";

/** A user's own data. An empty name means no name. */
export type Profile = { name: string; locale: Locale };

/** Changes the user's own name and language. Unchanged values are not recorded as a change. */
export async function changeProfile(user: User, profile: Profile): Promise<void> {
  const { locale } = profile;
  const name = profile.name || null;
  await db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<{ name: string | null; locale: string }[]>`
      SELECT name, locale FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    if (!before || (before.name === name && before.locale === locale)) return;
    await tx.user.update({ where: { id: user.id }, data: { name, locale }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.changed",
      before: { locale: before.locale },
      after: { locale },
    });
  });
}
