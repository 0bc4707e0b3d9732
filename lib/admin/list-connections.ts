import "server-only";
import { db } from "@/lib/db";

/** How many connections the admin's page shows. */
const LIMIT = 50;

/** The newest connections of all merchants. The caller has made sure that an admin is asking. */
export function listAllConnections() {
  return db().connection.findMany({
    orderBy: [{ connectedAt: "desc" }, { receiptheroId: "asc" }],
    take: LIMIT,
    select: { receiptheroId: true, label: true, status: true, connectedAt: true, merchant: { select: { name: true } } },
  });
}
