import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockMerchant } from "@/lib/merchants/lock";
import { affectedBusinesses, type Effect } from "@/lib/merchants/members/affected-businesses";
import { withdrawInvitations } from "@/lib/merchants/members/withdraw-invitations";
import type { Reader } from "@/lib/principal";

/**
 * Ends that a user belongs to a merchant. A merchant with members keeps an owner. The last member, if an owner, cannot
 * leave while there are connections; otherwise the merchant is erased with them, because nobody could return to it. A
 * merchant that was made without an owner, for example by the API, stays when its last member leaves.
 * @param shown what the user was told would happen to the merchant
 * @throws AppError `not_found` when the user no longer belongs to it; `last_owner` when the others would have no owner;
 * `effects_changed` when something else would happen than the user was told; `last_member` when nobody would be left to
 * disconnect the connections
 */
export async function leaveMerchant(reader: Reader, shown: Effect): Promise<void> {
  const merchantId = reader.merchant.id;
  const actor = actorOf(reader);
  await db().$transaction(async (tx) => {
    await lockMerchant(tx, merchantId);
    const [own] = await affectedBusinesses(reader, merchantId, tx);
    if (own?.effect === "needs_owner") throw new AppError("last_owner");
    if (own && own.effect !== shown) throw new AppError("effects_changed");
    const [left] = await tx.$queryRaw<{ role: string }[]>`
      DELETE FROM "Member" WHERE "merchantId" = ${merchantId}::uuid AND "userId" = ${reader.id}::uuid RETURNING role`;
    if (!left) throw new AppError("not_found");
    await withdrawInvitations(tx, merchantId, reader.id);
    await recordAuditEvent(tx, {
      actor,
      action: "user.left",
      merchantId,
      before: { memberRole: left.role },
      after: { userId: reader.id },
    });

    if (own?.effect !== "deleted") return;
    await eraseMerchant(tx, merchantId, actor);
    const open = await tx.connection.count({ where: { merchantId, status: { not: "DISCONNECTED" } } });
    if (open > 0) throw new AppError("last_member");
  });
}
