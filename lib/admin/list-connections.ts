import "server-only";
import { db } from "@/lib/db";

/** How many connections the admin's page shows. */
const LIMIT = 50;

/**
 * The newest connections of all merchants, those that wait for ReceiptHero first. The caller has made sure that an
 * admin is asking.
 */
export function listAllConnections() {
  return db().connection.findMany({
    orderBy: [{ revokingSince: { sort: "asc", nulls: "last" } }, { connectedAt: "desc" }, { receiptheroId: "asc" }],
    take: LIMIT,
    select: {
      receiptheroId: true,
      label: true,
      health: true,
      connectedAt: true,
      revokingSince: true,
      revocationError: true,
      merchant: { select: { name: true } },
    },
  });
}
