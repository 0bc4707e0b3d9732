import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { tryToFinish } from "@/lib/connections/disconnect/disconnect";
import { db, type Transaction } from "@/lib/db/client";
import type { User } from "@/lib/principal";
import type { MembershipReturn } from "@/lib/receipthero/membership";

/**
 * Handles a return from the membership view. The return is only a claim. It is accepted once, together with an open
 * visit of this user, session and browser for this connection. The user must still be a member of the connection's
 * merchant, and not only a reader.
 * @param browser the hash that identifies the browser, or null when it does not have our cookie
 * @returns whether it was accepted; if not, nothing was changed
 */
export async function completeMembershipVisit(
  user: User,
  browser: string | null,
  claim: MembershipReturn,
): Promise<boolean> {
  const counted = await db().$transaction(async (tx) => {
    const merchantId = await useVisit(tx, user, browser, claim);
    if (merchantId === null) return false;
    await apply(tx, user, { receiptheroId: claim.receiptheroId, merchantId }, claim.status);
    return true;
  });
  if (counted && claim.status === "removed") await tryToFinish(claim.receiptheroId);
  return counted;
}

/** Uses up the visit. Returns the connection's merchant, or null when no open visit matches. */
async function useVisit(
  tx: Transaction,
  user: User,
  browser: string | null,
  claim: MembershipReturn,
): Promise<string | null> {
  const [used] = await tx.$queryRaw<{ merchantId: string }[]>`
    UPDATE "MembershipVisit" v SET "usedAt" = now(), outcome = ${claim.status}
      FROM "Connection" c JOIN "Member" b USING ("merchantId")
     WHERE v."receiptheroId" = ${claim.receiptheroId} AND v."userId" = ${user.id}::uuid
       AND v."sessionId" = ${user.sessionId}::uuid AND v."browserHash" = ${browser}
       AND v."usedAt" IS NULL AND v."expiresAt" > now()
       AND c."receiptheroId" = v."receiptheroId" AND b."userId" = v."userId" AND b.role <> 'READER'
    RETURNING c."merchantId"`;
  return used?.merchantId ?? null;
}

async function apply(
  tx: Transaction,
  user: User,
  connection: { receiptheroId: string; merchantId: string },
  status: MembershipReturn["status"],
): Promise<void> {
  const actor = actorOf(user);
  // The account holder disconnected it at ReceiptHero. We revoke the token anyway, to be certain.
  if (status === "removed") await beginDisconnecting(tx, connection, actor, "MERCHANT", "membership");
  if (status !== "modified") return;

  const modified = await tx.$executeRaw`
    UPDATE "Connection" SET "modifiedAt" = now()
     WHERE "receiptheroId" = ${connection.receiptheroId} AND "merchantId" = ${connection.merchantId}::uuid
       AND status = 'ACTIVE'`;
  if (modified > 0) await recordAuditEvent(tx, { actor, action: "connection.modified", ...connection });
}
