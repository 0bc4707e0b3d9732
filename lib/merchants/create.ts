import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

type NewMerchant = { id: string; name: string };

/**
 * Creates a merchant and makes the user its owner. A form that is submitted twice creates one merchant: the form names
 * its id, and the user's row is locked first, so the second submission finds that the user belongs to it.
 * @param merchant the id, a new UUID, and the name of the business
 * @throws a database error when the id is another merchant's
 */
export async function createMerchant(user: User, { id: merchantId, name }: NewMerchant): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    if ((await tx.member.count({ where: { userId: user.id, merchantId } })) > 0) return;

    await tx.merchant.create({ data: { id: merchantId, name }, select: { id: true } });
    const data = { merchantId, userId: user.id, role: "OWNER" } as const;
    await tx.member.create({ data, select: { userId: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "merchant.created",
      merchantId,
      after: { userId: user.id, memberRole: data.role },
    });
  });
}
