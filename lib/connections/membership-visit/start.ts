import "server-only";
import { db } from "@/lib/db/client";
import type { ConnectBrowser, Member } from "@/lib/principal";
import { membershipUrl } from "@/lib/receipthero/membership";
import { Prisma } from "@/prisma/generated/client";

/**
 * Records that a user is about to open ReceiptHero's membership view, because the return contains no proof of its
 * origin. A new visit closes the previous one, so at most one return is expected.
 * @param browser the hash that identifies the browser (lib/auth/browser.ts)
 * @returns the URL of the membership view, or null when the connection is not an active one of this merchant
 */
export function startMembershipVisit(member: Member, browser: string, receiptheroId: string): Promise<string | null> {
  const { id: userId, sessionId, merchant } = member;
  return start({ userId, sessionId, connectSessionId: null, merchantId: merchant.id, browser, receiptheroId });
}

/**
 * As `startMembershipVisit`, for the browser of a connect session.
 * @param merchantId the session's merchant
 */
export function startVisitForSession(
  { connectSessionId, browserHash: browser }: ConnectBrowser,
  merchantId: string,
  receiptheroId: string,
): Promise<string | null> {
  return start({ userId: null, sessionId: null, connectSessionId, merchantId, browser, receiptheroId });
}

type Visit = {
  userId: string | null;
  sessionId: string | null;
  connectSessionId: string | null;
  merchantId: string;
  browser: string;
  receiptheroId: string;
};

function start(visit: Visit): Promise<string | null> {
  const { userId, sessionId, connectSessionId, merchantId, browser, receiptheroId } = visit;
  const isOwn = connectSessionId
    ? Prisma.sql`"connectSessionId" = ${connectSessionId}::uuid`
    : Prisma.sql`"userId" = ${userId}::uuid`;
  return db().$transaction(async (tx) => {
    // Truncate: the column has millisecond precision and would round up into the future.
    await tx.$executeRaw`
      UPDATE "MembershipVisit" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE ${isOwn} AND "receiptheroId" = ${receiptheroId} AND "usedAt" IS NULL AND "expiresAt" > now()`;
    const started = await tx.$executeRaw`
      INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "connectSessionId", "browserHash")
      SELECT "receiptheroId", ${userId}::uuid, ${sessionId}::uuid, ${connectSessionId}::uuid, ${browser} FROM "Connection"
       WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${merchantId}::uuid AND status = 'ACTIVE'`;
    return started > 0 ? membershipUrl(receiptheroId) : null;
  });
}
