import "server-only";
import { type Actor, actorOfOrigin, type Origin, recordAuditEvent } from "@/lib/audit/record";
import { endByVisit } from "@/lib/connect-sessions/status";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { tryToFinish } from "@/lib/connections/disconnect/disconnect";
import { db, type Transaction } from "@/lib/db/client";
import type { ConnectBrowser, User } from "@/lib/principal";
import type { MembershipReturn } from "@/lib/receipthero/membership";
import { Prisma } from "@/prisma/generated/client";

/** Those who may have made the visit: the signed-in user, or this browser for any connect session that it has opened. */
export type Visitors = {
  user: User | null;
  /** The hash that identifies the user's browser, or null when it does not have our cookie. */
  browser: string | null;
  sessions: ConnectBrowser[];
};

/**
 * Handles a return from the membership view. The return is only a claim. It is accepted once, together with an open
 * visit of this user, session and browser, or of this browser's connect session, for this connection. A user must still
 * be a member of the connection's merchant, and not only a reader. Of several open visits the newest one counts.
 * @returns whose visit it was, or null when there was none; then nothing was changed
 */
export async function completeMembershipVisit(visitors: Visitors, claim: MembershipReturn): Promise<Origin | null> {
  const visit = await db().$transaction(async (tx) => {
    const used = await useVisit(tx, visitors, claim);
    if (!used) return null;
    await apply(
      tx,
      actorOfOrigin(used),
      { receiptheroId: claim.receiptheroId, merchantId: used.merchantId },
      claim.status,
    );
    await endByVisit(tx, used.connectSessionId, claim.status);
    return used;
  });
  if (visit && claim.status === "removed") await tryToFinish(claim.receiptheroId);
  return visit;
}

/** Uses up the visit, if an open one matches. */
async function useVisit(
  tx: Transaction,
  { user, browser, sessions }: Visitors,
  claim: MembershipReturn,
): Promise<(Origin & { merchantId: string }) | null> {
  const isOfUser = user
    ? Prisma.sql`v."userId" = ${user.id}::uuid AND v."sessionId" = ${user.sessionId}::uuid AND v."browserHash" = ${browser}
        AND EXISTS (SELECT FROM "Member" b WHERE b."merchantId" = c."merchantId" AND b."userId" = v."userId"
                                             AND b.role <> 'READER')`
    : Prisma.sql`false`;
  const isOfSession = sessions.map(
    ({ connectSessionId, browserHash }) => Prisma.sql`
      v."connectSessionId" = ${connectSessionId}::uuid AND v."browserHash" = ${browserHash}
        AND EXISTS (SELECT FROM "ConnectSession" s WHERE s.id = v."connectSessionId" AND s."merchantId" = c."merchantId"
                                                     AND s.status = 'opened')`,
  );
  const [used] = await tx.$queryRaw<(Origin & { merchantId: string })[]>`
    UPDATE "MembershipVisit" v SET "usedAt" = now(), outcome = ${claim.status}
      FROM "Connection" c
     WHERE c."receiptheroId" = v."receiptheroId" AND v.id =
           (SELECT v.id FROM "MembershipVisit" v JOIN "Connection" c USING ("receiptheroId")
             WHERE v."receiptheroId" = ${claim.receiptheroId} AND v."usedAt" IS NULL AND v."expiresAt" > now()
               AND (${Prisma.join(
                 [isOfUser, ...isOfSession].map((one) => Prisma.sql`(${one})`),
                 " OR ",
               )})
             ORDER BY v."createdAt" DESC LIMIT 1 FOR UPDATE OF v)
       AND v."usedAt" IS NULL
    RETURNING c."merchantId", v."userId", v."connectSessionId"`;
  return used ?? null;
}

async function apply(
  tx: Transaction,
  actor: Actor,
  connection: { receiptheroId: string; merchantId: string },
  status: MembershipReturn["status"],
): Promise<void> {
  // The account holder disconnected it at ReceiptHero. We revoke the token anyway, to be certain.
  if (status === "removed") await beginDisconnecting(tx, connection, actor, "MERCHANT", "membership");
  if (status !== "modified") return;

  const modified = await tx.$executeRaw`
    UPDATE "Connection" SET "modifiedAt" = now()
     WHERE "receiptheroId" = ${connection.receiptheroId} AND "merchantId" = ${connection.merchantId}::uuid
       AND status = 'ACTIVE'`;
  if (modified > 0) await recordAuditEvent(tx, { actor, action: "connection.modified", ...connection });
}
