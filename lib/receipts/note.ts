import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db";

/** The authorization that a receipt was asked for with. */
type UsedToken = { receiptheroId: string; merchantId: string; sealedToken: string };

const SYSTEM: Actor = { type: "SYSTEM" };

/**
 * Notes that ReceiptHero refused a connection's token (docs/decisions/0012-health.md). A connection that has another
 * token by now was granted anew meanwhile, and is none the worse.
 */
export async function noteRefused({ receiptheroId, merchantId, sealedToken }: UsedToken): Promise<void> {
  await db().$transaction(async (tx) => {
    const [noted] = await tx.$queryRaw<{ isNew: boolean }[]>`
      WITH before AS (
        SELECT "receiptheroId" AS id, "unauthorizedSince" AS since FROM "Connection"
         WHERE "receiptheroId" = ${receiptheroId} AND "sealedToken" = ${sealedToken}
           AND "unauthorizedReason" IS DISTINCT FROM 'refused' FOR UPDATE)
      UPDATE "Connection" SET "unauthorizedSince" = coalesce(since, now()), "unauthorizedReason" = 'refused'
        FROM before WHERE "receiptheroId" = id RETURNING since IS NULL AS "isNew"`;
    if (!noted?.isNew) return;
    const after = { reason: "refused" };
    await recordAuditEvent(tx, { actor: SYSTEM, action: "connection.unauthorized", merchantId, receiptheroId, after });
  });
}

/** Notes that a receipt was fetched: ReceiptHero accepts the token, whatever was believed of it before. */
export async function noteFetched(
  { receiptheroId, merchantId, sealedToken }: UsedToken,
  receiptId: string,
): Promise<void> {
  await db().$transaction(async (tx) => {
    // The connection before its receipt, as notifications do: of two that lock both, one waits and none fails.
    const cleared = await tx.$executeRaw`
      UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL
       WHERE "receiptheroId" = ${receiptheroId} AND "sealedToken" = ${sealedToken} AND "unauthorizedSince" IS NOT NULL`;
    if (cleared > 0) {
      await recordAuditEvent(tx, { actor: SYSTEM, action: "connection.authorized", merchantId, receiptheroId });
    }
    await tx.$executeRaw`
      UPDATE "Receipt" SET "fetchedAt" = now()
       WHERE "receiptheroId" = ${receiptheroId} AND "receiptId" = ${receiptId} AND "fetchedAt" IS NULL`;
  });
}
