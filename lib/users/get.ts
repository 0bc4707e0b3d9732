import "server-only";
import { describeBrowser } from "@/lib/auth/sessions/describe-browser";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Staff } from "@/lib/principal";

/** As many sessions as a person's page shows. */
const LIMIT = 50;

type SessionRow = { id: string; createdAt: Date; lastUsedAt: Date; userAgent: string | null };

/**
 * Someone with an account as the staff sees them, or null.
 * @param id a UUID
 * @returns `isSelf`: the reader themselves. `isSetAsAdmin`: ADMIN_EMAILS makes them an admin at each sign-in.
 *   `colleagues`: how many others can sign in for the same business. Sessions: the ones used last first
 */
export async function getUser(reader: Staff, id: string) {
  const [found, sessions] = await Promise.all([
    db().user.findUnique({
      where: { id },
      select: {
        id: true,
        email: true,
        name: true,
        role: true,
        createdAt: true,
        disabledAt: true,
        merchant: {
          select: {
            id: true,
            name: true,
            _count: { select: { users: { where: { disabledAt: null, id: { not: id } } } } },
          },
        },
      },
    }),
    db().$queryRaw<SessionRow[]>`
      SELECT s.id, s."createdAt", s."lastUsedAt", s."userAgent" FROM "Session" s JOIN "User" u ON u.id = s."userId"
       WHERE u.id = ${id}::uuid AND s.expires > now()
         AND (u.role = 'MERCHANT' OR s."lastUsedAt" > now() - interval '12 hours')
       ORDER BY s."lastUsedAt" DESC LIMIT ${LIMIT}`,
  ]);
  if (!found) return null;
  const { merchant, ...person } = found;
  return {
    ...person,
    merchant: merchant && { id: merchant.id, name: merchant.name },
    colleagues: merchant?._count.users ?? 0,
    isSelf: id === reader.id,
    isSetAsAdmin: env().ADMIN_EMAILS.includes(person.email),
    sessions: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      ...describeBrowser(userAgent ?? ""),
      isThis: session.id === reader.sessionId,
    })),
  };
}

export type UserDetails = NonNullable<Awaited<ReturnType<typeof getUser>>>;
