import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { VIEW_MINUTES } from "@/lib/lifetimes";
import { lockMerchant } from "@/lib/merchants/lock";
import { endViewOf } from "@/lib/merchants/views/end";
import type { Staff } from "@/lib/principal";

/**
 * Starts to view a merchant in the session of staff, for `VIEW_MINUTES`. It ends what this session viewed before. The
 * merchant's history tells of it.
 * @param merchantId a UUID
 * @throws AppError `not_found` when there is no such merchant, its account was deleted, or the session has ended
 */
export async function startMerchantView(staff: Staff, merchantId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    // Two clicks at once wait for each other here.
    const [session] = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Session" WHERE id = ${staff.sessionId}::uuid FOR NO KEY UPDATE`;
    if (!session || !(await lockMerchant(tx, merchantId))) throw new AppError("not_found");
    await endViewOf(tx, staff);
    const [view] = await tx.$queryRaw<[{ id: string; expiresAt: Date }]>`
      INSERT INTO "MerchantView" ("sessionId", "merchantId", "expiresAt")
      VALUES (${staff.sessionId}::uuid, ${merchantId}::uuid, now() + make_interval(mins => ${VIEW_MINUTES}::int))
      RETURNING id, "expiresAt"`;
    await recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "merchant.view_started",
      merchantId,
      after: { viewId: view.id, expiresAt: view.expiresAt.toISOString() },
    });
  });
}
