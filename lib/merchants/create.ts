import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/**
 * Creates the merchant of a user who belongs to none, and makes the user its owner. A form that is submitted twice
 * creates one merchant: the user's row is locked first, so the second submission finds that the user has a merchant.
 * @param name the name of the business
 */
export async function createMerchant(user: User, name: string): Promise<void> {
  await db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "User" WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    if ((await tx.member.count({ where: { userId: user.id } })) > 0) return;

    const { id: merchantId } = await tx.merchant.create({ data: { name }, select: { id: true } });
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
