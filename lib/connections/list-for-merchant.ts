import "server-only";
import { db } from "@/lib/db/client";
import type { Viewer } from "@/lib/principal";

/** How many connections a merchant's page shows. A merchant usually has a handful. */
const LIMIT = 100;

/** The merchant's connections, newest first. */
export function listConnectionsForMerchant(viewer: Viewer) {
  return db().connection.findMany({
    where: { merchantId: viewer.merchant.id },
    orderBy: [{ connectedAt: "desc" }, { receiptheroId: "asc" }],
    take: LIMIT,
    select: {
      receiptheroId: true,
      label: true,
      scopes: true,
      health: true,
      connectedAt: true,
      lastNotificationAt: true,
    },
  });
}
