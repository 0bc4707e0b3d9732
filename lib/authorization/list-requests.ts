import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";

/** How many authorization requests a connection's page shows. */
const LIMIT = 10;

/** The newest authorization requests that created, renewed or were meant to renew a connection. */
export function connectionRequests(_staff: Staff, receiptheroId: string) {
  return db().authorizationRequest.findMany({
    where: { OR: [{ receiptheroId }, { replacesId: receiptheroId }] },
    orderBy: { createdAt: "desc" },
    take: LIMIT,
    select: {
      id: true,
      createdAt: true,
      claimedAt: true,
      outcome: true,
      receiptheroId: true,
      reconnectLinkId: true,
      connectSessionId: true,
      user: { select: { id: true, email: true } },
    },
  });
}

export type ConnectionRequest = Awaited<ReturnType<typeof connectionRequests>>[number];
