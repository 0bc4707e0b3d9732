import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** As many people and connections as a merchant's page shows. */
const LIMIT = 20;

/**
 * A merchant as the staff sees it, or null: its people, first come first, and its newest connections.
 * @param id a UUID
 */
export async function getMerchant(_staff: Staff, id: string) {
  return db().merchant.findUnique({
    where: { id },
    select: {
      id: true,
      name: true,
      createdAt: true,
      deletedAt: true,
      users: {
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        take: LIMIT,
        select: { id: true, name: true, email: true, role: true, disabledAt: true },
      },
      connections: {
        orderBy: [{ connectedAt: "desc" }, { receiptheroId: "asc" }],
        take: LIMIT,
        select: { receiptheroId: true, label: true, health: true, connectedAt: true },
      },
    },
  });
}
