import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/**
 * Whether an email may get a sign-in link: with `SIGN_UP=open` every email, with `invited` that of a user, of an admin
 * in ADMIN_EMAILS, of an owner whom the partner named, and one that is invited to become a member or to connect.
 * @param email as `parseEmailAddress` returns it
 * @throws any database error
 */
export async function maySignUp(email: string): Promise<boolean> {
  if (env().SIGN_UP === "open" || env().ADMIN_EMAILS.includes(email)) return true;
  const [found] = await db().$queryRaw<[{ isKnown: boolean }]>`
    SELECT EXISTS (SELECT FROM "User" WHERE email = ${email})
        OR EXISTS (SELECT FROM "ExpectedOwner" WHERE email = ${email})
        OR EXISTS (SELECT FROM "Invitation" WHERE email = ${email} AND "usedAt" IS NULL AND "expiresAt" > now())
        OR EXISTS (SELECT FROM "MerchantInvitation" i LEFT JOIN "ConnectSession" s ON s.id = i."connectSessionId"
                    WHERE i.email = ${email} AND i.state <> 'expired' AND s.status IS DISTINCT FROM 'expired') AS "isKnown"`;
  return found.isKnown;
}
