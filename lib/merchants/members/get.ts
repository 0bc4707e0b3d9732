import "server-only";
import { db } from "@/lib/db/client";
import { affectedBusinesses } from "@/lib/merchants/members/affected-businesses";
import type { Reader } from "@/lib/principal";

/**
 * A member of the reader's merchant, possibly the reader; or null. A member of another merchant is not found.
 * @param id a UUID
 * @returns `isLast` when there is no other member; `effect` is what happens to the merchant if the reader, who is this
 * member, leaves; `connections` counts those that are not disconnected
 */
export async function getMember(reader: Reader, id: string) {
  const merchantId = reader.merchant.id;
  const found = await db().member.findUnique({
    where: { merchantId_userId: { merchantId, userId: id } },
    select: { role: true, user: { select: { id: true, name: true, email: true } } },
  });
  if (!found) return null;
  const [otherMembers, effects, connections] = await Promise.all([
    db().member.count({ where: { merchantId, userId: { not: id } } }),
    id === reader.id ? affectedBusinesses(reader, merchantId) : [],
    db().connection.count({ where: { merchantId, status: { not: "DISCONNECTED" } } }),
  ]);
  const { role, user } = found;
  return {
    ...user,
    role,
    isLast: otherMembers === 0,
    effect: effects[0]?.effect ?? null,
    connections,
  };
}
