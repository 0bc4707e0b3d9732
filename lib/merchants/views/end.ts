import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/**
 * Ends what the session of staff views.
 * @returns the id of the merchant, also if the view had just expired; null when there was no view
 */
export function endMerchantView(staff: Staff): Promise<string | null> {
  return db().$transaction((tx) => endViewOf(tx, staff));
}

/** As `endMerchantView`, in a transaction. The end of a view that had expired is not recorded. */
export async function endViewOf(tx: Transaction, staff: Staff): Promise<string | null> {
  const [view] = await tx.$queryRaw<{ id: string; merchantId: string; isLive: boolean }[]>`
    DELETE FROM "MerchantView" WHERE "sessionId" = ${staff.sessionId}::uuid
    RETURNING id, "merchantId", "expiresAt" > now() AS "isLive"`;
  if (!view) return null;
  const { id: viewId, merchantId, isLive } = view;
  if (isLive) {
    await recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "merchant.view_ended",
      merchantId,
      after: { viewId },
    });
  }
  return merchantId;
}
