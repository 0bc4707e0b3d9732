import "server-only";
import { describeBrowser } from "@/lib/auth/sessions/describe-browser";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { STAFF_IDLE_HOURS } from "@/lib/lifetimes";
import type { Staff } from "@/lib/principal";

/** How many sessions a user's page shows. */
const LIMIT = 50;

type SessionRow = { id: string; createdAt: Date; lastUsedAt: Date; userAgent: string | null };

/**
 * A user with the fields for staff, or null.
 * @param id a UUID
 * @returns `isSelf`: the user is the reader. `isSetAsAdmin`: ADMIN_EMAILS makes the user an admin at each sign-in.
 * `otherMembers`: how many other members of the same merchant can sign in. Sessions: the most recently used first
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
         AND (u.role = 'MERCHANT' OR s."lastUsedAt" > now() - make_interval(hours => ${STAFF_IDLE_HOURS}::int))
       ORDER BY s."lastUsedAt" DESC LIMIT ${LIMIT}`,
  ]);
  if (!found) return null;
  const { merchant, ...user } = found;
  return {
    ...user,
    merchant: merchant && { id: merchant.id, name: merchant.name },
    otherMembers: merchant?._count.users ?? 0,
    isSelf: id === reader.id,
    isSetAsAdmin: env().ADMIN_EMAILS.includes(user.email),
    sessions: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      ...describeBrowser(userAgent ?? ""),
      isThis: session.id === reader.sessionId,
    })),
  };
}
