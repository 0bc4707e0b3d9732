import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { signInPath } from "@/lib/auth/return-to";
import { endSessionOfCookie } from "@/lib/auth/sessions/end-by-cookie";
import { noteSessionUse } from "@/lib/auth/sessions/note-use";
import { orUnavailable } from "@/lib/auth/sessions/or-unavailable";
import { isSessionGood } from "@/lib/auth/staff/session-rules";
import { sessionCookieName } from "@/lib/cookies";
import { sha256 } from "@/lib/crypto/tokens";
import { queryKept } from "@/lib/db/query-kept";
import { requestedPath } from "@/lib/http/requested-path";
import { nameUser } from "@/lib/log";
import { type Admin, isAdmin, isStaff, type Staff, type User } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

type SessionRow = Pick<User, "id" | "sessionId" | "email" | "role"> & {
  useIsStale: boolean;
  viewedId: string | null;
  viewedName: string | null;
  viewExpiresAt: Date | null;
};

/**
 * The user of this request's session, or null. The database is queried once per request. Sessions of staff have
 * rules of their own (lib/auth/staff/session-rules.ts). A user who is no longer staff views no merchant.
 * @throws AppError `storage_unavailable` when the database does not answer, because that is not the same as signed out
 */
export const currentUser = cache(async (): Promise<User | null> => {
  const token = (await cookies()).get(sessionCookieName())?.value;
  return token ? findUser(token) : null;
});

async function findUser(sessionToken: string): Promise<User | null> {
  const [row] = await orUnavailable(
    queryKept<SessionRow>(Prisma.sql`
    SELECT u.id, s.id AS "sessionId", u.email, u.role,
           (s."lastUsedAt" < now() - interval '5 minutes' OR s."userAgent" IS NULL) AS "useIsStale",
           m.id AS "viewedId", m.name AS "viewedName", v."expiresAt" AS "viewExpiresAt"
      FROM "Session" s JOIN "User" u ON u.id = s."userId"
           LEFT JOIN "MerchantView" v ON v."sessionId" = s.id AND v."expiresAt" > now() AND u.role <> 'MERCHANT'
           LEFT JOIN "Merchant" m ON m.id = v."merchantId" AND m."deletedAt" IS NULL
     WHERE s."sessionToken" = ${sha256(sessionToken)} AND s.expires > now() AND u."disabledAt" IS NULL
       AND ${isSessionGood()}`),
  );
  if (!row) return null;
  const { useIsStale, viewedId, viewedName, viewExpiresAt, ...user } = row;
  nameUser(user.id);
  // Not awaited: the page does not depend on it.
  if (useIsStale) void noteSessionUse(user.sessionId, (await headers()).get("user-agent"));
  const isViewing = viewedId !== null && viewedName !== null && viewExpiresAt !== null;
  const view = isViewing ? { merchant: { id: viewedId, name: viewedName }, expiresAt: viewExpiresAt } : null;
  return { ...user, view } as User;
}

/**
 * Ends the session of this request in the database. Call it before deleting the cookie. Otherwise, if the database
 * fails, the sign-out would seem to succeed while a copy of the cookie still works.
 * @throws the database's error
 */
export async function endCurrentSession(): Promise<void> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  if (token) await endSessionOfCookie(token);
}

/** The signed-in user, for pages and actions. Other visitors are redirected to sign in, and then return to the page. */
export async function requireUser(): Promise<User> {
  return requireUserFrom(await requestedPath());
}

/**
 * As `requireUser`, for handlers.
 * @param returnTo the path of the page to return to after signing in
 */
export async function requireUserFrom(returnTo: string): Promise<User> {
  return (await currentUser()) ?? redirect(signInPath(returnTo));
}

/** As `requireUser`, for staff, who may read everything. For any other user the page does not exist. */
export async function requireStaff(): Promise<Staff> {
  return requireStaffFrom(await requestedPath());
}

/** As `requireUserFrom`, for staff. */
export async function requireStaffFrom(returnTo: string): Promise<Staff> {
  const user = await requireUserFrom(returnTo);
  return isStaff(user) ? user : notFound();
}

/**
 * As `requireUser`, for an admin, who may also change what staff can read. For any other user the page does not exist.
 */
export async function requireAdmin(): Promise<Admin> {
  const user = await requireUser();
  return isAdmin(user) ? user : notFound();
}
