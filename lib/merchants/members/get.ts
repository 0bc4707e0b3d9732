import "server-only";
import { db } from "@/lib/db/client";
import type { MerchantUser } from "@/lib/principal";

/**
 * A member of the user's merchant, possibly the user; or null. A member of another merchant is not found.
 * @param id a UUID
 * @returns `isLast` when there is no other member; `connections` counts those that are not disconnected
 */
export async function getMember(user: MerchantUser, id: string) {
  const merchantId = user.merchant.id;
  const found = await db().user.findUnique({
    where: { id, merchantId },
    select: { id: true, name: true, email: true },
  });
  if (!found) return null;
  const [members, connections] = await Promise.all([
    db().user.count({ where: { merchantId } }),
    db().connection.count({ where: { merchantId, status: { not: "DISCONNECTED" } } }),
  ]);
  return { ...found, isSelf: id === user.id, isLast: members === 1, connections };
}
