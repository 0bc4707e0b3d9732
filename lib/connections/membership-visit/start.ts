import "server-only";
import { db } from "@/lib/db/client";
import type { Member } from "@/lib/principal";
import { membershipUrl } from "@/lib/receipthero/membership";

/**
 * Records that a user is about to open ReceiptHero's membership view, because the return contains no proof of its
 * origin. A new visit closes the previous one, so at most one return is expected.
 * @param browser the hash that identifies the browser (lib/auth/browser.ts)
 * @returns the URL of the membership view, or null when the connection is not an active one of this merchant
 */
export async function startMembershipVisit(
  member: Member,
  browser: string,
  receiptheroId: string,
): Promise<string | null> {
  return db().$transaction(async (tx) => {
    // Truncate: the column has millisecond precision and would round up into the future.
    await tx.$executeRaw`
      UPDATE "MembershipVisit" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE "userId" = ${member.id}::uuid AND "receiptheroId" = ${receiptheroId} AND "usedAt" IS NULL
         AND "expiresAt" > now()`;
    const started = await tx.$executeRaw`
      INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash")
      SELECT "receiptheroId", ${member.id}::uuid, ${member.sessionId}::uuid, ${browser} FROM "Connection"
       WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${member.merchant.id}::uuid AND status = 'ACTIVE'`;
    return started > 0 ? membershipUrl(receiptheroId) : null;
  });
}
