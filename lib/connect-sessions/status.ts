import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import type { MembershipReturn } from "@/lib/receipthero/membership";

// The transitions of a connect session (docs/data-model.md). No other module writes `ConnectSession.status`; the
// SQL function follow_request does, which store_new_connection calls, too.

/** How many sessions one statement ends. */
const BATCH_ROWS = 1_000;

/** Notes that a browser opened the link. Opening it again changes nothing. */
export async function noteOpened(id: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "ConnectSession" SET status = 'opened', "openedAt" = now()
     WHERE id = ${id}::uuid AND status = 'pending' AND "expiresAt" > now()`;
}

/**
 * Gives the session of an authorization request the request's outcome (prisma/functions/follow_request.sql). Without a
 * session nothing happens.
 * @param requestId an authorization request with an outcome
 */
export async function followRequest(tx: Pick<Transaction, "$executeRaw">, requestId: string): Promise<void> {
  await tx.$executeRaw`SELECT follow_request(${requestId}::uuid)`;
}

/**
 * Ends the session of a visit to the membership view with the visit's outcome.
 * @param id null when a user made the visit; then nothing happens
 */
export async function endByVisit(
  tx: Transaction,
  id: string | null,
  outcome: MembershipReturn["status"],
): Promise<void> {
  if (id === null) return;
  await tx.$executeRaw`
    UPDATE "ConnectSession" SET status = ${outcome}::"ConnectSessionStatus", "endedAt" = now()
     WHERE id = ${id}::uuid AND status IN ('pending', 'opened', 'expired')`;
}

/**
 * Gives the session to the browser that pressed its button first; an invitation to the one that pressed it last, because
 * its merchant may go on at another computer. It then lives long enough for the trip to ReceiptHero.
 * @param minutes how long the trip may take
 * @returns whether the session is open and this browser's
 */
export async function claimForBrowser(id: string, browserHash: string, minutes: number): Promise<boolean> {
  const claimed = await db().$executeRaw`
    UPDATE "ConnectSession"
       SET status = 'opened', "openedAt" = coalesce("openedAt", now()), "browserHash" = ${browserHash},
           "expiresAt" = greatest("expiresAt", now() + make_interval(mins => ${minutes}::int))
     WHERE id = ${id}::uuid AND status IN ('pending', 'opened') AND "expiresAt" > now()
       AND ("invitedById" IS NOT NULL OR coalesce("browserHash", ${browserHash}) = ${browserHash})`;
  return claimed > 0;
}

/** Opens the expired session of an invitation again, for a new link. In another state it stays as it is. */
export async function reopenInvitation(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "ConnectSession"
       SET status = (CASE WHEN "openedAt" IS NULL THEN 'pending' ELSE 'opened' END)::"ConnectSessionStatus",
           reason = NULL, "endedAt" = NULL
     WHERE id = ${id}::uuid AND status = 'expired' AND "invitedById" IS NOT NULL`;
}

/** Ends an open session that cannot be continued. */
export async function failSession(id: string, reason: "not_active"): Promise<void> {
  await db().$executeRaw`
    UPDATE "ConnectSession" SET status = 'failed', reason = ${reason}, "endedAt" = now()
     WHERE id = ${id}::uuid AND status IN ('pending', 'opened')`;
}

/** Ends the sessions whose time is over. Several servers may run this at once. */
export async function expireSessions(): Promise<void> {
  let expired: number;
  do {
    expired = await db().$executeRaw`
      UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now() WHERE id IN
        (SELECT id FROM "ConnectSession" WHERE status IN ('pending', 'opened') AND "expiresAt" <= now()
          LIMIT ${BATCH_ROWS}::int FOR UPDATE SKIP LOCKED)`;
  } while (expired === BATCH_ROWS);
}
