import "server-only";
import type { UnauthorizedReason } from "@/lib/access-tokens/unauthorized-reasons";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";

/**
 * Marks a connection whose token ReceiptHero may no longer accept (docs/decisions/0012-health.md). A proven reason
 * replaces a doubtful one, and a doubtful one replaces nothing. If the connection has another grant by now, it
 * stays unmarked.
 * @returns whether the connection was not marked before
 */
export async function noteUnauthorized(
  tx: Transaction,
  connection: { receiptheroId: string; merchantId: string; grantNumber: number },
  reason: UnauthorizedReason,
  actor: Actor,
): Promise<boolean> {
  const { receiptheroId, merchantId, grantNumber } = connection;
  const isDoubt = reason.endsWith("_unclear");
  const [noted] = await tx.$queryRaw<{ isNew: boolean }[]>`
    WITH before AS (
      SELECT "receiptheroId" AS id, "unauthorizedSince" AS since FROM "Connection"
       WHERE "receiptheroId" = ${receiptheroId} AND "grantNumber" = ${grantNumber}::int AND status = 'ACTIVE'
         AND ("unauthorizedSince" IS NULL OR (NOT ${isDoubt}::boolean AND "unauthorizedReason" <> ${reason}))
         FOR UPDATE)
    UPDATE "Connection" SET "unauthorizedSince" = coalesce(since, now()), "unauthorizedReason" = ${reason}
      FROM before WHERE "receiptheroId" = id RETURNING since IS NULL AS "isNew"`;
  if (!noted?.isNew) return false;
  await recordAuditEvent(tx, {
    actor,
    action: "connection.unauthorized",
    merchantId,
    receiptheroId,
    after: { reason },
  });
  return true;
}
