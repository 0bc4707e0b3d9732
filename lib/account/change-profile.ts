import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Locale } from "@/lib/i18n/locales";
import type { User } from "@/lib/principal";

/** A user's own data. An empty name means no name. `timeZone`: null is the default of the user's role. */
export type Profile = { name: string; locale: Locale; timeZone: string | null };

type Row = { name: string | null; locale: string | null; timeZone: string | null };

/** Changes the user's own name, language and time zone. Unchanged values are not recorded as a change. */
export async function changeProfile(user: User, profile: Profile): Promise<void> {
  const { locale, timeZone } = profile;
  const name = profile.name || null;
  await db().$transaction(async (tx) => {
    const [before] = await tx.$queryRaw<Row[]>`
      SELECT name, language AS locale, "timeZone" FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    if (!before || (before.name === name && before.locale === locale && before.timeZone === timeZone)) return;
    await tx.user.update({ where: { id: user.id }, data: { name, language: locale, timeZone }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.changed",
      before: { locale: before.locale, timeZone: before.timeZone },
      after: { locale, timeZone },
    });
  });
}
