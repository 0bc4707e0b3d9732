import "server-only";
import { db } from "@/lib/db/client";
import type { Reader } from "@/lib/principal";

/**
 * A member of the reader's merchant, possibly the reader; or null. A member of another merchant is not found.
 * @param id a UUID
 * @returns `isLast` when there is no other member; `isLastOwner` when there is no other owner; `connections` counts
 * those that are not disconnected
 */
export async function getMember(reader: Reader, id: string) {
  const merchantId = reader.merchant.id;
  const found = await db().member.findUnique({
    where: { merchantId_userId: { merchantId, userId: id } },
    select: { role: true, user: { select: { id: true, name: true, email: true } } },
  });
  if (!found) return null;
  const others = { merchantId, userId: { not: id } };
  const [otherMembers, otherOwners, connections] = await Promise.all([
    db().member.count({ where: others }),
    db().member.count({ where: { ...others, role: "OWNER" } }),
    db().connection.count({ where: { merchantId, status: { not: "DISCONNECTED" } } }),
  ]);
  const { role, user } = found;
  return {
    ...user,
    role,
    isSelf: id === reader.id,
    isLast: otherMembers === 0,
    isLastOwner: role === "OWNER" && otherOwners === 0,
    connections,
  };
}
