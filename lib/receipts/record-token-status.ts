import "server-only";
import { noteUnauthorized } from "@/lib/access-tokens/note-unauthorized";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";

/** The grant with whose token a receipt was requested. */
type UsedToken = { receiptheroId: string; merchantId: string; grantNumber: number };

const SYSTEM: Actor = { type: "SYSTEM" };

/** Records that ReceiptHero refused a receipt. */
export async function recordReceiptRefused({ receiptheroId }: UsedToken, receiptId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Receipt" SET "refusedAt" = now() WHERE "receiptheroId" = ${receiptheroId} AND "receiptId" = ${receiptId}`;
}

/** Records that ReceiptHero no longer accepts a connection's token (docs/decisions/0012-health.md). */
export async function recordTokenRefused(used: UsedToken): Promise<void> {
  await db().$transaction((tx) => noteUnauthorized(tx, used, "refused", SYSTEM));
}

/**
 * Records that a receipt was fetched: ReceiptHero accepts the token and lets it read, which clears an earlier doubt.
 * @param shopName the shop's name in the receipt, which is stored when no notification named the shop
 */
export async function recordTokenAccepted(
  { receiptheroId, merchantId, grantNumber }: UsedToken,
  receiptId: string,
  shopName: string | null,
): Promise<void> {
  const name = nameOrNull(shopName, MAX_SHOP_NAME);
  await db().$transaction(async (tx) => {
    // Locks the connection before its receipt, in the same order as notifications do, which prevents a deadlock.
    const [accepted] = await tx.$queryRaw<{ wasInDoubt: boolean }[]>`
      WITH before AS (
        SELECT "receiptheroId" AS id, "unauthorizedSince" AS since FROM "Connection"
         WHERE "receiptheroId" = ${receiptheroId} AND "grantNumber" = ${grantNumber}::int
           AND ("unauthorizedSince" IS NOT NULL OR NOT "readProven" OR "tokenAcceptedAt" < now() - interval '1 hour') FOR UPDATE)
      UPDATE "Connection" SET "tokenAcceptedAt" = now(), "readProven" = true, "unauthorizedSince" = NULL, "unauthorizedReason" = NULL
        FROM before WHERE "receiptheroId" = id RETURNING since IS NOT NULL AS "wasInDoubt"`;
    if (accepted?.wasInDoubt) {
      await recordAuditEvent(tx, { actor: SYSTEM, action: "connection.authorized", merchantId, receiptheroId });
    }
    await tx.$executeRaw`
      UPDATE "Receipt"
         SET "fetchedAt" = coalesce("fetchedAt", now()), "refusedAt" = NULL, "shopName" = coalesce("shopName", ${name}::text)
       WHERE "receiptheroId" = ${receiptheroId} AND "receiptId" = ${receiptId}
         AND ("fetchedAt" IS NULL OR "refusedAt" IS NOT NULL OR ("shopName" IS NULL AND ${name}::text IS NOT NULL))`;
  });
}
