import "server-only";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";

/** How many members and connections of a merchant are returned with it. */
export const MAX_NESTED = 100;

/**
 * A merchant with its members, oldest first, and its newest connections, or null.
 * @param id a UUID
 */
export async function getMerchantForKey(_key: ApiKey<"merchants:read"> | ApiKey<"merchants:write">, id: string) {
  return db().merchant.findUnique({
    where: { id },
    select: {
      id: true,
      name: true,
      externalId: true,
      createdAt: true,
      deletedAt: true,
      members: {
        orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
        take: MAX_NESTED,
        select: { role: true, user: { select: { id: true, name: true, email: true } } },
      },
      connections: {
        orderBy: [{ connectedAt: "desc" }, { receiptheroId: "asc" }],
        take: MAX_NESTED,
        select: { receiptheroId: true, label: true, status: true, health: true },
      },
    },
  });
}
