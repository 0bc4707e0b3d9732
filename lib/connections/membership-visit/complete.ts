import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { tryToFinish } from "@/lib/connections/disconnect/disconnect";
import { db, type Transaction } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";
import type { MembershipReturn } from "@/lib/receipthero/membership";

/**
 * Handles a return from the membership view. The return is only a claim. It is accepted once, together with an open
 * visit of this user, session and browser for this connection.
 * @param browser the hash that identifies the browser, or null when it does not have our cookie
 * @returns whether it was accepted; if not, nothing was changed
 */
export async function completeMembershipVisit(
  user: MerchantUser,
  browser: string | null,
  claim: MembershipReturn,
): Promise<boolean> {
  const counted = await db().$transaction(async (tx) => {
    if (!(await useVisit(tx, user, browser, claim))) return false;
    await apply(tx, user, claim);
    return true;
  });
  if (counted && claim.status === "removed") await tryToFinish(claim.receiptheroId);
  return counted;
}

async function useVisit(tx: Transaction, user: MerchantUser, browser: string | null, claim: MembershipReturn) {
  const used = await tx.$executeRaw`
    UPDATE "MembershipVisit" SET "usedAt" = now(), outcome = ${claim.status}
     WHERE "receiptheroId" = ${claim.receiptheroId} AND "userId" = ${user.id}::uuid
       AND "sessionId" = ${user.sessionId}::uuid AND "browserHash" = ${browser}
       AND "usedAt" IS NULL AND "expiresAt" > now()`;
  return used > 0;
}

async function apply(tx: Transaction, user: MerchantUser, { status, receiptheroId }: MembershipReturn): Promise<void> {
  const connection = { receiptheroId, merchantId: user.merchant.id };
  const actor = actorOf(user);
  // The account holder disconnected it at ReceiptHero. We revoke the token anyway, to be certain.
  if (status === "removed") await beginDisconnecting(tx, connection, actor, "MERCHANT", "membership");
  if (status !== "modified") return;

  const modified = await tx.$executeRaw`
    UPDATE "Connection" SET "modifiedAt" = now()
     WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${connection.merchantId}::uuid AND status = 'ACTIVE'`;
  if (modified > 0) await recordAuditEvent(tx, { actor, action: "connection.modified", ...connection });
}
