import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** How many reconnect links a connection's page shows. */
const LIMIT = 10;

/** A reconnect link without its token. `isOpen`: it still works. */
export type ReconnectLinkSeen = {
  id: string;
  createdAt: Date;
  createdBy: string | null;
  /** The member to whom an email brought it. */
  mailedTo: string | null;
  expiresAt: Date;
  openedAt: Date | null;
  usedAt: Date | null;
  isOpen: boolean;
};

/**
 * The newest reconnect links of a connection.
 * @returns `createdBy` is an email, or null when that account was deleted
 */
export function listReconnectLinks(_staff: Staff, receiptheroId: string): Promise<ReconnectLinkSeen[]> {
  return db().$queryRaw<ReconnectLinkSeen[]>`
    SELECT l.id, l."createdAt", u.email AS "createdBy", m.email AS "mailedTo", l."expiresAt", l."openedAt", l."usedAt",
           (l."usedAt" IS NULL AND l."expiresAt" > now()) AS "isOpen"
      FROM "ReconnectLink" l LEFT JOIN "User" u ON u.id = l."createdById" LEFT JOIN "User" m ON m.id = l."mailedToId"
     WHERE l."receiptheroId" = ${receiptheroId} ORDER BY l."createdAt" DESC LIMIT ${LIMIT}`;
}
