import "server-only";
import { identityIssuer } from "@/lib/auth/identities/issuer";
import { describeBrowser } from "@/lib/auth/sessions/describe-browser";
import { areGroupsDeciding } from "@/lib/auth/staff/governed";
import { isSessionGood } from "@/lib/auth/staff/session-rules";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Staff } from "@/lib/principal";

/** How many businesses a user's page shows. */
export const BUSINESSES = 50;

/** How many sessions a user's page shows. */
const LIMIT = 50;

type SessionRow = { id: string; createdAt: Date; lastUsedAt: Date; userAgent: string | null };

/**
 * A user with the fields for staff, or null.
 * @param id a UUID
 * @returns `isSelf`: the user is the reader. `isSetAsAdmin`: ADMIN_EMAILS makes the user an admin at each sign-in.
 * `isGoverned`: groups at the identity provider decide about the role. `businesses`: the first 50, in the order of joining. `alone`: the businesses of which no other member can sign in.
 * Sessions: the most recently used first
 */
export async function getUser(reader: Staff, id: string) {
  const [found, alone, sessions] = await Promise.all([
    db().user.findUnique({
      where: { id },
      select: {
        id: true,
        email: true,
        name: true,
        role: true,
        createdAt: true,
        disabledAt: true,
        mailRefusedAt: true,
        mailRefusal: true,
        accounts: { where: { provider: identityIssuer() }, take: 1, select: { id: true } },
        members: {
          orderBy: [{ createdAt: "asc" }, { merchantId: "asc" }],
          take: BUSINESSES + 1,
          select: { role: true, merchant: { select: { id: true, name: true } } },
        },
      },
    }),
    db().$queryRaw<{ name: string }[]>`
      SELECT m.name FROM "Member" b JOIN "Merchant" m ON m.id = b."merchantId"
       WHERE b."userId" = ${id}::uuid AND NOT EXISTS
             (SELECT FROM "Member" o JOIN "User" u ON u.id = o."userId"
               WHERE o."merchantId" = b."merchantId" AND u.id <> b."userId" AND u."disabledAt" IS NULL)
       ORDER BY b."createdAt", m.id LIMIT ${BUSINESSES}`,
    db().$queryRaw<SessionRow[]>`
      SELECT s.id, s."createdAt", s."lastUsedAt", s."userAgent" FROM "Session" s JOIN "User" u ON u.id = s."userId"
       WHERE u.id = ${id}::uuid AND s.expires > now()
         AND ${isSessionGood()}
       ORDER BY s."lastUsedAt" DESC LIMIT ${LIMIT}`,
  ]);
  if (!found) return null;
  const { members, accounts, ...user } = found;
  const businesses = members.map(({ role, merchant }) => ({ ...merchant, memberRole: role }));
  return {
    ...user,
    businesses: businesses.slice(0, BUSINESSES),
    hasMoreBusinesses: businesses.length > BUSINESSES,
    alone: alone.map(({ name }) => name),
    isSelf: id === reader.id,
    isGoverned: areGroupsDeciding({ email: user.email, hasIdentity: accounts.length > 0 }),
    isSetAsAdmin: env().ADMIN_EMAILS.includes(user.email),
    sessions: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      ...describeBrowser(userAgent ?? ""),
      isThis: session.id === reader.sessionId,
    })),
  };
}
