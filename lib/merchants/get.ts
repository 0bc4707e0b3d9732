import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** How many members and connections a merchant's page shows. */
const LIMIT = 20;

/**
 * A merchant with the fields for staff, or null: its members, oldest first, and its newest connections.
 * @param id a UUID
 */
export async function getMerchant(_staff: Staff, id: string) {
  return db().merchant.findUnique({
    where: { id },
    select: {
      id: true,
      name: true,
      externalId: true,
      createdAt: true,
      deletedAt: true,
      tags: true,
      members: {
        orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
        take: LIMIT,
        select: { role: true, user: { select: { id: true, name: true, email: true, role: true, disabledAt: true } } },
      },
      connections: {
        orderBy: [{ connectedAt: "desc" }, { receiptheroId: "asc" }],
        take: LIMIT,
        select: { receiptheroId: true, label: true, health: true, connectedAt: true },
      },
    },
  });
}
