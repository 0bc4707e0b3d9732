import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/**
 * Creates the merchant of a new user. A form that is submitted twice creates one merchant: the user's row is locked
 * first, so the second submission finds that the user already has a merchant.
 * @param name the name of the business
 */
export async function createMerchant(user: User, name: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const [unassigned] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM "User" WHERE id = ${user.id}::uuid AND "merchantId" IS NULL FOR UPDATE`;
    if (!unassigned) return;

    const { id: merchantId } = await tx.merchant.create({ data: { name }, select: { id: true } });
    await tx.user.update({ where: { id: user.id }, data: { merchantId }, select: { id: true } });
    await recordAuditEvent(tx, { actor: actorOf(user), action: "merchant.created", merchantId });
  });
}
