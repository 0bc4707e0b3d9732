import "server-only";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";
import { membershipUrl } from "@/lib/receipthero/membership";

/**
 * Notes that a user is about to visit ReceiptHero's membership view, because its answer carries nothing that proves
 * where it comes from. A new visit closes the one before it: there is one answer to expect, and not two.
 * @param browser the hash that names the browser (lib/auth/browser.ts)
 * @returns the address of the membership view, or null when the connection is not an active one of this merchant
 */
export async function startMembershipVisit(
  user: MerchantUser,
  browser: string,
  receiptheroId: string,
): Promise<string | null> {
  return db().$transaction(async (tx) => {
    // The column holds milliseconds: rounded up, it would be open for a moment longer.
    await tx.$executeRaw`
      UPDATE "MembershipVisit" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE "userId" = ${user.id}::uuid AND "receiptheroId" = ${receiptheroId} AND "usedAt" IS NULL
         AND "expiresAt" > now()`;
    const started = await tx.$executeRaw`
      INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash")
      SELECT "receiptheroId", ${user.id}::uuid, ${user.sessionId}::uuid, ${browser} FROM "Connection"
       WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${user.merchant.id}::uuid AND status = 'ACTIVE'`;
    return started > 0 ? membershipUrl(receiptheroId) : null;
  });
}
